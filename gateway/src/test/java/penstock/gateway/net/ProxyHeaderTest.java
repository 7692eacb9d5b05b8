package penstock.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Headers of the PROXY protocol byte by byte, and what each says.
final class ProxyHeaderTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String V4 = "01020304" + "7f000001" + "1f90" + "0050";
    private static final String V6 =
            "20010db8000000000000000000000001" + "00".repeat(15) + "01" + "1f90" + "0050";
    private static final String MAPPED =
            "00000000000000000000ffff01020304" + "00".repeat(16) + "1f900050";
    private static final String UNIX = "2f746d70".repeat(54);

    /// What the checksum of the whole header is with zeros in its place, reckoned by another program.
    private static final String SUM = "030004596b1acf";

    /// Texts begin with `PROXY`, others are hexadecimal.
    private static Map<String, String> cases() {
        Map<String, String> cases = new LinkedHashMap<>();
        texts(cases);
        binaries(cases);
        extensions(cases);
        return cases;
    }

    private static void texts(Map<String, String> cases) {
        cases.put("PROXY TCP4 1.2.3.4 10.0.0.1 56324 443\r\n", "1.2.3.4");
        cases.put("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255");
        cases.put("PROXY TCP4 1.2.3.4 10.0.0.1 0 0\r\nGET /", "1.2.3.4");
        cases.put("PROXY TCP6 2001:db8::1 ::1 1 2\r\n", "2001:db8:0:0:0:0:0:1");
        cases.put("PROXY UNKNOWN\r\n", "itself");
        cases.put("PROXY UNKNOWN ffff::1 what ever\r\n", "itself");
        cases.put("PROXY", "part");
        cases.put("PROXY TCP4 1.2.3.4 10.0.0.1 56324 443\r", "part");
        cases.put("PROXY UNKNOWN " + "x".repeat(91) + "\r\n", "itself");
        cases.put("PROXY UNKNOWN " + "x".repeat(92) + "\r\n", "wrong");
        cases.put("PROXY UNKNOWN " + "x".repeat(92), "part");
        cases.put("PROXY TCP4 1.2.3.4 10.0.0.1 56324 443\n", "wrong");
        cases.put("PROXY  TCP4 1.2.3.4 10.0.0.1 56324 443\r\n", "wrong");
        cases.put("PROXY TCP4 1.2.3.4  10.0.0.1 56324 443\r\n", "wrong");
        cases.put("PROXY TCP4 1.2.3.4 10.0.0.1 56324 443 \r\n", "wrong");
        cases.put("PROXY TCP4 1.2.3.4 10.0.0.1 56324\r\n", "wrong");
        cases.put("PROXY TCP4 1.2.3.4 10.0.0.1 65536 443\r\n", "wrong");
        cases.put("PROXY TCP4 1.2.3.4 10.0.0.1 056 443\r\n", "wrong");
        cases.put("PROXY TCP4 1.2.3.4 10.0.0.1 -1 443\r\n", "wrong");
        cases.put("PROXY TCP4 01.2.3.4 10.0.0.1 1 443\r\n", "wrong");
        cases.put("PROXY TCP4 1.2.3 10.0.0.1 1 443\r\n", "wrong");
        cases.put("PROXY TCP4 ::1 ::1 1 443\r\n", "wrong");
        cases.put("PROXY TCP6 1.2.3.4 1.2.3.4 1 443\r\n", "wrong");
        cases.put("PROXY TCP6 localhost ::1 1 443\r\n", "wrong");
        cases.put("PROXY UDP4 1.2.3.4 10.0.0.1 1 443\r\n", "wrong");
        cases.put("PROXY tcp4 1.2.3.4 10.0.0.1 1 443\r\n", "wrong");
        cases.put("PROXY \r\n", "wrong");
        cases.put("PROXY\r\n", "wrong");
    }

    private static void binaries(Map<String, String> cases) {
        cases.put("0d", "part");
        cases.put(SIGNATURE, "part");
        cases.put(SIGNATURE + "2111000c" + V4, "1.2.3.4");
        cases.put(SIGNATURE + "2111000c" + V4 + "474554", "1.2.3.4");
        cases.put(SIGNATURE + "2111000c" + V4.substring(2), "part");
        cases.put(SIGNATURE + "21210024" + V6, "2001:db8:0:0:0:0:0:1");
        cases.put(SIGNATURE + "21210024" + MAPPED, "1.2.3.4");
        cases.put(SIGNATURE + "213100d8" + UNIX, "itself");
        cases.put(SIGNATURE + "21000000", "itself");
        cases.put(SIGNATURE + "20000000", "itself");
        cases.put(SIGNATURE + "2011000c" + V4, "itself");
        cases.put(SIGNATURE + "20ff0003ffffff", "itself");
        cases.put(SIGNATURE + "20001000" + "00".repeat(4_096), "itself");
        cases.put(SIGNATURE + "20001001", "wrong");
        cases.put(SIGNATURE + "2111000b" + V4, "wrong");
        cases.put(SIGNATURE + "21210023" + V6, "wrong");
        cases.put(SIGNATURE + "2112000c" + V4, "wrong");
        cases.put(SIGNATURE + "2110000c" + V4, "wrong");
        cases.put(SIGNATURE + "21220024" + V6, "wrong");
        cases.put(SIGNATURE + "213200d8" + UNIX, "wrong");
        cases.put(SIGNATURE + "21410000", "wrong");
        cases.put(SIGNATURE + "22110000", "wrong");
        cases.put(SIGNATURE + "1111000c" + V4, "wrong");
        cases.put("0d0a0d0a000d0a515549540b", "wrong");
        cases.put("474554202f", "wrong");
        cases.put("160301", "wrong");
    }

    private static void extensions(Map<String, String> cases) {
        cases.put(SIGNATURE + "2111000f" + V4 + "040000", "1.2.3.4");
        cases.put(
                SIGNATURE + "21110018" + V4 + "0200" + "02" + "6869" + "04000401020304", "1.2.3.4");
        cases.put(SIGNATURE + "21000004" + "ee000100", "itself");
        cases.put(SIGNATURE + "2111000d" + V4 + "04", "wrong");
        cases.put(SIGNATURE + "21110010" + V4 + "04000200", "wrong");
        cases.put(SIGNATURE + "21110013" + V4 + SUM, "1.2.3.4");
        cases.put(SIGNATURE + "21110013" + V4.replace("1f90", "1f91") + SUM, "wrong");
        cases.put(SIGNATURE + "21110013" + V4 + "030004596b1ace", "wrong");
        cases.put(SIGNATURE + "21110012" + V4 + "030003596b1a", "wrong");
    }

    private static byte[] bytes(String text) {
        return text.startsWith("PROXY")
                ? text.getBytes(StandardCharsets.ISO_8859_1)
                : HexFormat.of().parseHex(text);
    }

    private static String read(byte[] bytes) {
        return switch (ProxyHeader.read(bytes)) {
            case ProxyHeader.Reading.Part() -> "part";
            case ProxyHeader.Reading.Whole(_, var client) ->
                    client.map(found -> found.getHostAddress()).orElse("itself");
            case ProxyHeader.Reading.Wrong(_) -> "wrong";
        };
    }

    @Test
    void eachHeaderSaysWhatItShould() {
        Map<String, String> found = new LinkedHashMap<>();

        cases().keySet().forEach(text -> found.put(text, read(bytes(text))));

        assertThat(found).isEqualTo(cases());
    }

    @Test
    void aHeaderIsAPartUntilItIsWhole() {
        cases().forEach(
                        (text, expected) -> {
                            byte[] bytes = bytes(text);
                            if (ProxyHeader.read(bytes)
                                    instanceof ProxyHeader.Reading.Whole(int length, _)) {
                                for (int i = 0; i < length; i++) {
                                    assertThat(read(Arrays.copyOf(bytes, i)))
                                            .as(text + " up to " + i)
                                            .isEqualTo("part");
                                }
                                assertThat(read(Arrays.copyOf(bytes, length))).isEqualTo(expected);
                            }
                        });
    }
}
