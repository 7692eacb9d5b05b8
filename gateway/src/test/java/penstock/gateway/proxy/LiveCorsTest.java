package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which origins a word of the list takes.
class LiveCorsTest {

    @ParameterizedTest
    @CsvSource({
        "*, https://any.test, true",
        "https://a.test, https://a.test, true",
        "https://a.test, http://a.test, false",
        "https://a.test, https://a.test:8443, false",
        "https://a.test:8443, https://a.test:8443, true",
        "https://a.test, https://a.test.evil.test, false",
        "https://*.a.test, https://x.a.test, true",
        "https://*.a.test, https://x.y.a.test, true",
        "https://*.a.test, https://a.test, false",
        "https://*.a.test, https://xa.test, false",
        "https://*.a.test, https://.a.test, false",
        "https://*.a.test, http://x.a.test, false",
        "https://*.a.test, https://x.a.test:1, false",
        "https://*.a.test:*, https://x.a.test:1, true",
        "https://*.a.test:*, https://x.a.test, true",
        "https://*.a.test, https://evil.test#.a.test, false",
        "https://*, https://any.test, true",
        "https://*, http://any.test, false",
        "http://[::1]:3000, http://[::1]:3000, true",
        "http://[::1]:*, http://[::1]:3000, true",
        "https://*.a.test, null, false",
    })
    void anOriginIsMetByItsSchemeHostAndPort(String allowed, String origin, boolean isMet) {
        assertThat(LiveCors.isMet(allowed, origin)).isEqualTo(isMet);
    }
}
