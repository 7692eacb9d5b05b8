package penstock.gateway;

import static penstock.gateway.Http2Wire.END_STREAM;

import java.io.IOException;

/// Instances whose answers are as large as the path says: `/head/300` has a head of so many bytes in the form of HTTP/1.1, `/early/300` one
/// of 103 before its answer, `/length/1000` a body of that length, `/chunks/1000` one whose length is not told before, `/unchanged/5000`
/// none, as the body of that length is known. Anything else is answered with a few bytes.
final class SizedInstance {

    private static final int CHUNK = 400;

    private record Wanted(String what, int size) {
        static Wanted of(String path) {
            String[] parts = path.split("/", -1);
            boolean isKnown = parts.length == 3 && parts[2].matches("\\d+");
            return isKnown
                    ? new Wanted(parts[1], Integer.parseInt(parts[2]))
                    : new Wanted("length", 5);
        }

        /// What fills a head up.
        String pad(String head) {
            return "x".repeat(size - head.length());
        }
    }

    private SizedInstance() {}

    static RawUpstream http1() throws IOException {
        return new RawUpstream(
                peer -> {
                    for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                        if (!skipBody(peer, head)) {
                            return;
                        }
                        answer(peer, Wanted.of(head.split(" ", 3)[1]), head.startsWith("HEAD "));
                    }
                });
    }

    /// False when the request breaks off.
    private static boolean skipBody(RawUpstream.Peer peer, String head) throws IOException {
        if (!head.contains("Transfer-Encoding: chunked")) {
            peer.skipBody(head);
            return true;
        }
        String chunks = peer.head();
        while (!chunks.isEmpty() && !chunks.endsWith("0\r\n\r\n")) {
            chunks = peer.head();
        }
        return !chunks.isEmpty();
    }

    private static void answer(RawUpstream.Peer peer, Wanted wanted, boolean isHead)
            throws IOException {
        String body = isHead ? "" : "x".repeat(wanted.size);
        String framed = "content-length: 0\r\nx-pad: \r\n\r\n";
        switch (wanted.what) {
            case "head" -> {
                String plain = "HTTP/1.1 200 OK\r\n" + framed;
                peer.send(plain.replace("pad: ", "pad: " + wanted.pad(plain)));
            }
            case "early" -> {
                String plain = "HTTP/1.1 103 Early Hints\r\nlink: \r\n\r\n";
                peer.send(plain.replace("link: ", "link: " + wanted.pad(plain)));
                peer.send("HTTP/1.1 200 OK\r\n" + framed);
            }
            case "chunks" -> {
                peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                for (int sent = 0; sent < wanted.size; sent += CHUNK) {
                    int length = Math.min(CHUNK, wanted.size - sent);
                    peer.send(Integer.toHexString(length) + "\r\n" + "x".repeat(length) + "\r\n");
                }
                peer.send("0\r\n\r\n");
            }
            case "unchanged" ->
                    peer.send(
                            "HTTP/1.1 304 Not Modified\r\ncontent-length: "
                                    + wanted.size
                                    + "\r\n\r\n");
            default ->
                    peer.send(
                            "HTTP/1.1 200 OK\r\ncontent-length: "
                                    + wanted.size
                                    + "\r\n\r\n"
                                    + body);
        }
    }

    static RawUpstream http2() throws IOException {
        return new RawUpstream(
                peer -> {
                    var wire = Http2Wire.server(peer.socket);
                    for (var request = wire.requestOrNull();
                            request != null;
                            request = wire.requestOrNull()) {
                        answer(wire, request.stream(), Wanted.of(request.header(":path")));
                    }
                });
    }

    private static void answer(Http2Wire wire, int stream, Wanted wanted) throws IOException {
        switch (wanted.what) {
            case "head" -> {
                String plain = "HTTP/1.1 200 \r\nx-pad: \r\n\r\n";
                wire.headers(END_STREAM, stream, ":status: 200", "x-pad: " + wanted.pad(plain));
            }
            case "early" -> {
                String plain = "HTTP/1.1 103 \r\nlink: \r\n\r\n";
                wire.headers(0, stream, ":status: 103", "link: " + wanted.pad(plain));
                wire.headers(END_STREAM, stream, ":status: 200");
            }
            case "chunks" -> {
                wire.headers(0, stream, ":status: 200");
                for (int sent = 0; sent < wanted.size; sent += CHUNK) {
                    wire.data(0, stream, "x".repeat(Math.min(CHUNK, wanted.size - sent)));
                }
                wire.data(END_STREAM, stream, "");
            }
            case "unchanged" ->
                    wire.headers(
                            END_STREAM, stream, ":status: 304", "content-length: " + wanted.size);
            default -> wire.answer(stream, 200, "x".repeat(wanted.size));
        }
    }
}
