package penstock.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "127.0.0.1",
                "192.168.200.9",
                "255.255.255.255",
                "::1"
            })
    void theBytesOfAnAddressAreThoseThatJavaReads(String text) {
        assertThat(AddressRange.bytes(text)).isEqualTo(InetAddress.ofLiteral(text).getAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.1.1.256",
                "1.1.1.999",
                "01.2.3.4",
                "1.2.3.",
                "1..2.3",
                "a.b.c.d",
                "1.2.3.4 ",
                "2001:db8::g"
            })
    void whatIsNoAddressHasNone(String text) {
        assertThat(AddressRange.bytes(text)).isEmpty();
    }
}
