package penstock.gateway.proxy;

import penstock.gateway.http.Ascii;

/// Writes chunked framing (RFC 9112 section 7.1).
final class Chunks {

    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] LAST = Ascii.bytes("0\r\n");

    private Chunks() {}

    /// One chunk; takes the data over. There is no empty chunk, as that would be the end.
    static void content(Connection to, Data data, int length) {
        byte[] size = Ascii.bytes(Integer.toHexString(length) + "\r\n");
        to.write(size, 0, size.length);
        to.write(data);
        to.write(CRLF, 0, 2);
    }

    /// One chunk of bytes that are copied.
    static void content(Connection to, byte[] data, int length) {
        byte[] size = Ascii.bytes(Integer.toHexString(length) + "\r\n");
        to.write(size, 0, size.length);
        to.write(data, 0, length);
        to.write(CRLF, 0, 2);
    }

    static void end(Connection to, byte[] trailers) {
        to.write(LAST, 0, LAST.length);
        to.write(trailers, 0, trailers.length);
        to.write(CRLF, 0, 2);
    }
}
