package penstock.gateway.http2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The fields that both sides know (RFC 7541 appendix A), by an index from 1 on.
final class StaticTable {

    static final int LENGTH = 61;

    private static final String[][] FIELDS = {
        {":authority", ""},
        {":method", "GET"},
        {":method", "POST"},
        {":path", "/"},
        {":path", "/index.html"},
        {":scheme", "http"},
        {":scheme", "https"},
        {":status", "200"},
        {":status", "204"},
        {":status", "206"},
        {":status", "304"},
        {":status", "400"},
        {":status", "404"},
        {":status", "500"},
        {"accept-charset", ""},
        {"accept-encoding", "gzip, deflate"},
        {"accept-language", ""},
        {"accept-ranges", ""},
        {"accept", ""},
        {"access-control-allow-origin", ""},
        {"age", ""},
        {"allow", ""},
        {"authorization", ""},
        {"cache-control", ""},
        {"content-disposition", ""},
        {"content-encoding", ""},
        {"content-language", ""},
        {"content-length", ""},
        {"content-location", ""},
        {"content-range", ""},
        {"content-type", ""},
        {"cookie", ""},
        {"date", ""},
        {"etag", ""},
        {"expect", ""},
        {"expires", ""},
        {"from", ""},
        {"host", ""},
        {"if-match", ""},
        {"if-modified-since", ""},
        {"if-none-match", ""},
        {"if-range", ""},
        {"if-unmodified-since", ""},
        {"last-modified", ""},
        {"link", ""},
        {"location", ""},
        {"max-forwards", ""},
        {"proxy-authenticate", ""},
        {"proxy-authorization", ""},
        {"range", ""},
        {"referer", ""},
        {"refresh", ""},
        {"retry-after", ""},
        {"server", ""},
        {"set-cookie", ""},
        {"strict-transport-security", ""},
        {"transfer-encoding", ""},
        {"user-agent", ""},
        {"vary", ""},
        {"via", ""},
        {"www-authenticate", ""}
    };

    private static final byte[][] NAMES = new byte[LENGTH + 1][];
    private static final byte[][] VALUES = new byte[LENGTH + 1][];

    /// By hash, modulo the length: an index, 0 for none. Probed from place to place.
    private static final byte[] BY_NAME = new byte[256];

    static {
        Map<String, Integer> first = new HashMap<>();
        for (int i = 1; i <= LENGTH; i++) {
            String name = FIELDS[i - 1][0];
            NAMES[i] = name.getBytes(StandardCharsets.ISO_8859_1);
            VALUES[i] = FIELDS[i - 1][1].getBytes(StandardCharsets.ISO_8859_1);
            if (first.putIfAbsent(name, i) == null) {
                int place = hash(NAMES[i], 0, NAMES[i].length) & 0xff;
                while (BY_NAME[place] != 0) {
                    place = place + 1 & 0xff;
                }
                BY_NAME[place] = (byte) i;
            }
        }
    }

    private StaticTable() {}

    static byte[] name(int index) {
        return NAMES[index];
    }

    static byte[] value(int index) {
        return VALUES[index];
    }

    static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash ^ hash >>> 15;
    }

    /// The first index of a name, 0 if it is not there. `hash` is that of the name.
    static int indexOf(byte[] bytes, int from, int to, int hash) {
        int place = hash & 0xff;
        while (BY_NAME[place] != 0) {
            byte[] name = NAMES[BY_NAME[place]];
            if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                return BY_NAME[place];
            }
            place = place + 1 & 0xff;
        }
        return 0;
    }
}
