package penstock.gateway.accesslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// Builds one JSON object on one line in a byte array that is reused. For one thread.
public final class JsonLine {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int length;
    private boolean isFirst;

    /// The last second that was written, and its text without the `Z` at its end.
    private long second;

    private String secondText = "";

    public JsonLine begin() {
        length = 0;
        return open();
    }

    /// An object within the object; `close` ends it.
    public JsonLine object(String name) {
        name(name);
        return open();
    }

    private JsonLine open() {
        put('{');
        isFirst = true;
        return this;
    }

    public JsonLine close() {
        put('}');
        isFirst = false;
        return this;
    }

    public void end() {
        put('}');
        put('\n');
    }

    public JsonLine text(String name, String value) {
        name(name);
        put('"');
        characters(value);
        put('"');
        return this;
    }

    /// A time in UTC, as `Instant.toString` writes it.
    public JsonLine time(String name, Instant value) {
        if (value.getEpochSecond() != second || secondText.isEmpty()) {
            second = value.getEpochSecond();
            String whole = Instant.ofEpochSecond(second).toString();
            secondText = whole.substring(0, whole.length() - 1);
        }
        name(name);
        put('"').ascii(secondText).fraction(value.getNano());
        return put('Z').put('"');
    }

    /// Of a second, in three, six or nine digits; nothing for none.
    private JsonLine fraction(int nanos) {
        if (nanos == 0) {
            return this;
        }
        int digits = 9;
        int rest = nanos;
        while (rest % 1_000 == 0) {
            rest /= 1_000;
            digits -= 3;
        }
        put('.');
        reserve(digits);
        for (int i = digits - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /// A text that stands in these bytes in ISO 8859-1; of one that is longer, the beginning and three dots.
    public JsonLine text(String name, byte[] source, int from, int to, int most) {
        name(name);
        put('"');
        int end = Math.min(to, from + most);
        reserve(end - from);
        int at = from;
        while (at < end && isPlain((char) (source[at] & 0xff))) {
            bytes[length++] = source[at++];
        }
        for (int i = at; i < end; i++) {
            character((char) (source[i] & 0xff));
        }
        if (end < to) {
            put('.').put('.').put('.');
        }
        put('"');
        return this;
    }

    public JsonLine number(String name, long value) {
        name(name);
        digits(value);
        return this;
    }

    public JsonLine truth(String name, boolean value) {
        name(name);
        return ascii(value ? "true" : "false");
    }

    /// Nanoseconds as milliseconds with three decimals.
    public JsonLine millis(String name, long nanos) {
        name(name);
        long micros = Math.max(0, nanos) / 1_000;
        digits(micros / 1_000);
        int rest = (int) (micros % 1_000);
        put('.').put('0' + rest / 100).put('0' + rest / 10 % 10).put('0' + rest % 10);
        return this;
    }

    private void name(String name) {
        if (!isFirst) {
            put(',');
        }
        isFirst = false;
        put('"');
        characters(name);
        put('"').put(':');
    }

    /// As far as they stand for themselves, which mostly is all, they are written without a look at each one's room.
    private void characters(String text) {
        reserve(text.length());
        int at = 0;
        while (at < text.length() && isPlain(text.charAt(at))) {
            bytes[length++] = (byte) text.charAt(at++);
        }
        for (int i = at; i < text.length(); i++) {
            character(text.charAt(i));
        }
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private void character(char c) {
        if (c == '"' || c == '\\') {
            put('\\').put(c);
        } else if (c < ' ' || c == 0x7f) {
            ascii("\\u00").put(HEX[c >> 4]).put(HEX[c & 15]);
        } else if (c < 0x80) {
            put(c);
        } else if (c < 0x800) {
            put(0xc0 | c >> 6).put(0x80 | (c & 0x3f));
        } else {
            ascii("\\u").put(HEX[c >> 12]).put(HEX[c >> 8 & 15]);
            put(HEX[c >> 4 & 15]).put(HEX[c & 15]);
        }
    }

    private void digits(long value) {
        long rest = value;
        if (rest < 0) {
            put('-');
            rest = -rest;
        }
        int count = 1;
        for (long each = rest; each >= 10; each /= 10) {
            count++;
        }
        reserve(count);
        for (int i = count - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    private JsonLine ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    private JsonLine put(int octet) {
        reserve(1);
        bytes[length++] = (byte) octet;
        return this;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }
}
