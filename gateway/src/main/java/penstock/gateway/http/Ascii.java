package penstock.gateway.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Tests on bytes that HTTP defines in terms of ASCII.
public final class Ascii {

    /// For every byte.
    private static final boolean[] TOKEN = new boolean[256];

    /// Eight bytes at once, the first in the lowest place.
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte DELETE = 0x7f;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHEST = 0x8080808080808080L;

    static {
        for (char c :
                "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        .toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private Ascii() {}

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    public static boolean isToken(byte b) {
        return TOKEN[b & 0xff];
    }

    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /// The place of the first such byte; `to` when there is none.
    static int indexOf(byte wanted, byte[] bytes, int from, int to) {
        long pattern = ONES * (wanted & 0xff);
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long found = zeros((long) WORDS.get(bytes, at) ^ pattern);
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /// Whether there is a control character other than a tab, which no value may hold (RFC 9110 section 5.5).
    public static boolean hasControl(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            long belowSpace = (word - ONES * ' ') & ~word & HIGHEST;
            if ((belowSpace | zeros(word ^ ONES * DELETE)) != 0 && hasControlInside(bytes, at)) {
                return true;
            }
        }
        for (; at < to; at++) {
            if (isControl(bytes[at])) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasControlInside(byte[] bytes, int word) {
        for (int at = word; at < word + Long.BYTES; at++) {
            if (isControl(bytes[at])) {
                return true;
            }
        }
        return false;
    }

    private static boolean isControl(byte b) {
        return (b >= 0 && b < ' ' && b != '\t') || b == DELETE;
    }

    /// The highest bit of the lowest byte that is zero, and perhaps of some above it; 0 when none is.
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHEST;
    }

    /// What may stand around values (RFC 9110 section 5.6.3).
    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isHostCharacter(byte b) {
        int lower = lower(b);
        return isDigit(b) || (lower >= 'a' && lower <= 'z') || b == '-' || b == '.' || b == '_';
    }

    /// One protocol as the Upgrade field names it: a token, perhaps with a version after a slash.
    static boolean isProtocol(byte[] bytes, int from, int to) {
        int slash = -1;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '/' && slash < 0 && i > from) {
                slash = i;
            } else if (!isToken(bytes[i])) {
                return false;
            }
        }
        return to > from && slash != to - 1;
    }

    /// The value of a hexadecimal digit, -1 for anything else.
    public static int hex(byte b) {
        if (isDigit(b)) {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /// True when the range equals the text, which must be in lower case, without regard to ASCII case.
    static boolean equalsLower(byte[] bytes, int from, int to, String lower) {
        if (to - from != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            if (lower(bytes[from + i]) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean equalsIgnoreCase(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (lower(bytes[from + i]) != lower((byte) text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean equalsIgnoreCase(
            byte[] bytes, int from, int to, byte[] other, int otherFrom, int otherTo) {
        if (to - from != otherTo - otherFrom) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            if (lower(bytes[from + i]) != lower(other[otherFrom + i])) {
                return false;
            }
        }
        return true;
    }

    static boolean equals(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }
}
