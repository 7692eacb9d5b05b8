package penstock.gateway.http;

import static penstock.gateway.http.BadMessageException.bad;

/// Host and port, as in `Host` and in a target of absolute form.
final class Authority {

    private Authority() {}

    /// A name or an address of RFC 3986 section 3.2.2 without user information and percent-encoding, and perhaps a port.
    static void check(byte[] bytes, int from, int to) throws BadMessageException {
        int end =
                from < to && bytes[from] == '['
                        ? addressEnd(bytes, from, to)
                        : nameEnd(bytes, from, to);
        if (end == from) {
            throw bad("the host is empty");
        }
        port(bytes, end, to);
    }

    private static int addressEnd(byte[] bytes, int from, int to) throws BadMessageException {
        for (int i = from + 1; i < to; i++) {
            if (bytes[i] == ']' && i > from + 2) {
                return i + 1;
            }
            if (Ascii.hex(bytes[i]) < 0 && bytes[i] != ':' && bytes[i] != '.') {
                break;
            }
        }
        throw bad("the host is no IPv6 address");
    }

    private static int nameEnd(byte[] bytes, int from, int to) throws BadMessageException {
        int end = from;
        while (end < to && bytes[end] != ':') {
            boolean isEmptyLabel = bytes[end] == '.' && (end == from || bytes[end - 1] == '.');
            if (isEmptyLabel || !Ascii.isHostCharacter(bytes[end])) {
                throw bad("the host is malformed");
            }
            end++;
        }
        return end;
    }

    private static void port(byte[] bytes, int from, int to) throws BadMessageException {
        int port = 0;
        for (int i = from + 1; i < to; i++) {
            if (!Ascii.isDigit(bytes[i]) || i > from + 5) {
                port = Integer.MAX_VALUE;
                break;
            }
            port = port * 10 + bytes[i] - '0';
        }
        if (port > 65_535 || (from < to && bytes[from] != ':')) {
            throw bad("the port of the host is malformed");
        }
    }
}
