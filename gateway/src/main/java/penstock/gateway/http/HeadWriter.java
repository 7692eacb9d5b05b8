package penstock.gateway.http;

import java.util.Arrays;

/// Builds the head of a message in a byte array that is reused.
public final class HeadWriter {

    /// Behind `HTTP/1.1 `.
    private static final int STATUS_AT = 9;

    private byte[] bytes = new byte[1024];
    private int length;

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public HeadWriter reset() {
        length = 0;
        return this;
    }

    /// Text of ISO 8859-1 characters.
    @SuppressWarnings(
            "deprecation") // the byte copy of String.getBytes(int, int, byte[], int) is what
    // Latin-1 text needs
    public HeadWriter put(String text) {
        reserve(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
        return this;
    }

    public HeadWriter put(byte[] from) {
        return put(from, 0, from.length);
    }

    public HeadWriter put(byte[] from, int start, int end) {
        reserve(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
        return this;
    }

    public HeadWriter field(String name, String value) {
        return put(name).put(": ").put(value).endLine();
    }

    /// A field as it was received, its blanks made regular.
    public HeadWriter field(HeadBuffer head, int index) {
        if (head.isRegular(index)) {
            return put(head.bytes(), head.nameFrom(index), head.valueTo(index) + 2);
        }
        put(head.bytes(), head.nameFrom(index), head.nameTo(index)).put(": ");
        return put(head.bytes(), head.valueFrom(index), head.valueTo(index)).endLine();
    }

    /// @param value 0 or more
    public HeadWriter number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("value: " + value + " (expected: 0 or more)");
        }
        int digits = 1;
        for (long rest = value; rest > 9; rest /= 10) {
            digits++;
        }
        reserve(digits);
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    public HeadWriter endLine() {
        reserve(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        return this;
    }

    /// Puts another status of three digits in the place of that in the status line of the answer that is there.
    public void status(int status) {
        int at = STATUS_AT;
        bytes[at++] = (byte) ('0' + status / 100);
        bytes[at++] = (byte) ('0' + status / 10 % 10);
        bytes[at] = (byte) ('0' + status % 10);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
