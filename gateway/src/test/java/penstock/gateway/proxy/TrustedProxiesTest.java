package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.routes.AddressRange;

class TrustedProxiesTest {

    private static final TrustedProxies TRUSTED =
            TrustedProxies.parse("127.0.0.1, 10.0.0.0/8, fd00::/8, 192.168.4.0/22");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    6.6.6.6                        | 6.6.6.6
                    6.6.6.6, 10.1.2.3              | 6.6.6.6
                    1.1.1.1, 6.6.6.6, 10.1.2.3     | 6.6.6.6
                    1.1.1.1, 10.0.0.1, 6.6.6.6     | 6.6.6.6
                    10.9.9.9, 10.1.2.3             | 10.9.9.9
                    6.6.6.6, unknown               | 127.0.0.1
                    6.6.6.6, _hidden, 10.1.2.3     | 10.1.2.3
                    6.6.6.6, ''                    | 127.0.0.1
                    6.6.6.6:4711                   | 6.6.6.6
                    2001:DB8::1, fd00::7           | 2001:db8:0:0:0:0:0:1
                    [2001:db8::1]:80, [fd00::7]    | 2001:db8:0:0:0:0:0:1
                    ::ffff:10.0.0.1, ::ffff:10.0.0.2 | 10.0.0.1
                    1.1.1.1, ::ffff:6.6.6.6        | 6.6.6.6
                    192.168.3.255                  | 192.168.3.255
                    6.6.6.6, 192.168.7.255         | 6.6.6.6
                    6.6.6.6, 192.168.8.0           | 192.168.8.0
                    6.6.6.6, 010.0.0.1             | 127.0.0.1
                    6.6.6.6, 167772161             | 127.0.0.1
                    6.6.6.6, localhost             | 127.0.0.1
                    6.6.6.6, 10.0.0.1:x            | 127.0.0.1
                    """)
    void theClientIsTheLastFromTheRightThatIsNotTrusted(String told, String client) {
        List<String> nodes =
                List.of(told.split(",", -1)).stream()
                        .map(node -> node.strip().replace("''", ""))
                        .toList();

        assertThat(TRUSTED.client(nodes, "127.0.0.1")).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.0.0.2, false",
        "10.255.255.255, true",
        "11.0.0.0, false",
        "fdff:0:0:0:0:0:0:1, true",
        "fe80:0:0:0:0:0:0:1%eth0, false",
        "unknown, false"
    })
    void whoIsTrusted(String peer, boolean isTrusted) {
        assertThat(TRUSTED.trusts(peer)).isEqualTo(isTrusted);
    }

    @Test
    void byDefaultNobodyIsTrusted() {
        assertThat(ClientRules.DEFAULT.trusted().trusts("127.0.0.1")).isFalse();
        assertThat(TrustedProxies.parse(" ")).isEqualTo(TrustedProxies.NONE);
    }

    @Test
    void everyMistakeOfTheListIsNamed() {
        assertThatThrownBy(
                        () ->
                                TrustedProxies.parse(
                                        "10.0.0.0/8,10.1.2.3/8,10.0.0.0/33,proxy.local,fd00::1/64,1.2.3,fd00::/x,"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"10.1.2.3/8\" (expected: 10.0.0.0/8, or 10.1.2.3 for this address alone); "
                                + "\"10.0.0.0/33\" (expected: a length from 0 to 32 after the slash); "
                                + "\"proxy.local\" (expected: an address such as 10.1.2.3 or fd00::1, or a range such as 10.0.0.0/8 or fd00::/8); "
                                + "\"fd00::1/64\" (expected: fd00:0:0:0:0:0:0:0/64, or fd00::1 for this address alone); "
                                + "\"1.2.3\" (expected: an address such as 10.1.2.3 or fd00::1, or a range such as 10.0.0.0/8 or fd00::/8); "
                                + "\"fd00::/x\" (expected: a length from 0 to 128 after the slash); "
                                + "\"\" (expected: an address such as 10.1.2.3 or fd00::1, or a range such as 10.0.0.0/8 or fd00::/8)");
    }

    @Test
    void aRangeIsWrittenAsItIsRead() {
        assertThat(AddressRange.parse("10.0.0.0/8").toString()).isEqualTo("10.0.0.0/8");
        assertThat(AddressRange.parse("fd00::1"))
                .isEqualTo(AddressRange.parse(AddressRange.parse("fd00::1").toString()));
    }
}
