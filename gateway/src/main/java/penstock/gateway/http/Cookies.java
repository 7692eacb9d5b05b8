package penstock.gateway.http;

/// Cookies of a request (RFC 6265 section 4.2).
final class Cookies {

    private Cookies() {}

    /// The span of the first value of a cookie that is not empty; `RequestHead.NOWHERE` if there is none.
    static long find(HeadBuffer head, String name) {
        for (int i = 0; i < head.count(); i++) {
            if (head.field(i) == Field.COOKIE) {
                long found = find(head.bytes(), name, head.valueFrom(i), head.valueTo(i));
                if (found != RequestHead.NOWHERE) {
                    return found;
                }
            }
        }
        return RequestHead.NOWHERE;
    }

    private static long find(byte[] bytes, String name, int from, int to) {
        int start = from;
        while (start < to) {
            int end = Ascii.indexOf((byte) ';', bytes, start, to);
            int first = start;
            while (first < end && isBlank(bytes[first])) {
                first++;
            }
            int last = end;
            while (last > first && isBlank(bytes[last - 1])) {
                last--;
            }
            int value = first + name.length() + 1;
            if (last > value && bytes[value - 1] == '=' && isAt(bytes, first, name)) {
                return RequestHead.span(value, last);
            }
            start = end + 1;
        }
        return RequestHead.NOWHERE;
    }

    private static boolean isAt(byte[] bytes, int from, String text) {
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[from + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte b) {
        return Character.isWhitespace(b & 0xff);
    }
}
