package penstock.gateway.accesslog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds one JSON object on one line in a byte array that is reused. For one thread.
public final class JsonLine {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int length;
    private boolean isFirst;

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
        for (int i = 0; i < value.length(); i++) {
            character(value.charAt(i));
        }
        put('"');
        return this;
    }

    /// A text that stands in these bytes in ISO 8859-1; of one that is longer, the beginning and three dots.
    public JsonLine text(String name, byte[] source, int from, int to, int most) {
        name(name);
        put('"');
        int end = Math.min(to, from + most);
        for (int i = from; i < end; i++) {
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
        for (int i = 0; i < name.length(); i++) {
            character(name.charAt(i));
        }
        put('"').put(':');
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
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
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
