package penstock.gateway.http2;

import penstock.gateway.http.Ascii;

/// Writes the heads of messages, which are made in the form of HTTP/1.1, as field blocks. What concerns an HTTP/1.1 connection is left
/// out.
public final class HeadEncoder {

    /// What has no place in HTTP/2 (RFC 9113 section 8.2.2), or says of a WebSocket what the stream says itself (RFC 8441).
    private static final byte[][] LEFT_OUT = {
        Ascii.bytes("connection"),
        Ascii.bytes("keep-alive"),
        Ascii.bytes("proxy-connection"),
        Ascii.bytes("transfer-encoding"),
        Ascii.bytes("upgrade"),
        Ascii.bytes("sec-websocket-accept")
    };

    private static final byte[] HOST = Ascii.bytes("host");
    private static final byte[] HTTP = Ascii.bytes("http");

    private HeadEncoder() {}

    /// An answer, from its status line on. A change of protocol becomes the success that it is on a stream.
    public static void response(HpackEncoder to, byte[] head, int length) {
        int status = (head[9] - '0') * 100 + (head[10] - '0') * 10 + head[11] - '0';
        to.status(status == 101 ? 200 : status);
        fields(to, head, lineEnd(head, 0, length), length);
    }

    /// A request, from its request line on.
    public static void request(HpackEncoder to, byte[] head, int length) {
        int methodTo = indexOf(head, 0, ' ');
        int targetTo = indexOf(head, methodTo + 1, ' ');
        int first = lineEnd(head, targetTo, length);
        to.field(":method", head, 0, methodTo);
        to.field(":scheme", HTTP, 0, HTTP.length);
        authority(to, head, first, length);
        to.field(":path", head, methodTo + 1, targetTo);
        fields(to, head, first, length);
    }

    /// Host comes first in what we write.
    private static void authority(HpackEncoder to, byte[] head, int from, int length) {
        int colon = indexOf(head, from, ':');
        if (colon < length && isName(head, from, colon, HOST)) {
            int valueFrom = skipBlank(head, colon + 1);
            int valueTo = indexOf(head, valueFrom, '\r');
            if (valueTo > valueFrom) {
                to.field(":authority", head, valueFrom, valueTo);
            }
        }
    }

    /// Lines that each end in CR LF, up to an empty one or the end.
    public static void fields(HpackEncoder to, byte[] head, int from, int length) {
        int at = from;
        while (at < length && head[at] != '\r') {
            int colon = indexOf(head, at, ':');
            int valueFrom = skipBlank(head, colon + 1);
            int end = indexOf(head, valueFrom, '\r');
            if (!isLeftOut(head, at, colon)) {
                to.field(head, at, colon, valueFrom, end);
            }
            at = end + 2;
        }
    }

    private static boolean isLeftOut(byte[] head, int from, int to) {
        if (isName(head, from, to, HOST)) {
            return true;
        }
        for (byte[] name : LEFT_OUT) {
            if (isName(head, from, to, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isName(byte[] head, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if ((head[from + i] | 0x20) != lower[i] && head[from + i] != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static int skipBlank(byte[] head, int from) {
        return head[from] == ' ' ? from + 1 : from;
    }

    private static int lineEnd(byte[] head, int from, int length) {
        int at = from;
        while (at < length && head[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    /// What we write has it.
    private static int indexOf(byte[] head, int from, char wanted) {
        int at = from;
        while (head[at] != wanted) {
            at++;
        }
        return at;
    }
}
