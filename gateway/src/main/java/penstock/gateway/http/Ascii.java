package penstock.gateway.http;

import java.nio.charset.StandardCharsets;

/// Tests on bytes that HTTP defines in terms of ASCII.
public final class Ascii {

    private static final boolean[] TOKEN = new boolean[128];

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
        return b >= 0 && TOKEN[b];
    }

    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
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
