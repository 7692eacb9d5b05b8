package penstock.bench.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// A thousand users who make requests in turn; who it is stands in a cookie, by which a split keeps each on one version.
final class Users {
    static final String HOST = "shop.localhost";
    static final String AGENT = "penstock-bench/1";

    /// Who it is.
    static final String COOKIE = "uid";

    private static final int COUNT = 1_000;

    /// Fewer with large requests, so that these stay in the processor's caches.
    private static final int UPLOADERS = 100;

    private final Map<String, Requests> made = new HashMap<>();
    private byte[][] blocks = new byte[0][];
    private int turn;

    /// The cookie of the user whose turn it is.
    String next() {
        turn = (turn + 1) % COUNT;
        return cookie(turn);
    }

    private static String cookie(int user) {
        return COOKIE + "=user%04d".formatted(user);
    }

    /// Heads of HTTP/2, one of each user.
    byte[][] blocks(String path) {
        if (blocks.length == 0) {
            blocks = new byte[COUNT][];
            for (int user = 0; user < COUNT; user++) {
                blocks[user] = Http2Talk.block(path, cookie(user));
            }
        }
        return blocks;
    }

    /// One request of each user; the same list for the same request.
    Requests requests(String method, String path, int bodyBytes) {
        return made.computeIfAbsent(
                method + path, _ -> new Requests(heads(method, path, bodyBytes)));
    }

    private static ByteBuffer[] heads(String method, String path, int bodyBytes) {
        var heads = new ByteBuffer[bodyBytes == 0 ? COUNT : UPLOADERS];
        var length = bodyBytes == 0 ? "" : "Content-Length: " + bodyBytes + "\r\n";
        for (int user = 0; user < heads.length; user++) {
            var text =
                    "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nAccept: */*\r\nCookie: %s\r\n%s\r\n"
                            .formatted(method, path, HOST, AGENT, cookie(user), length);
            heads[user] = direct(text.getBytes(StandardCharsets.US_ASCII), new byte[bodyBytes]);
        }
        return heads;
    }

    static ByteBuffer direct(byte[] head, byte[] body) {
        return ByteBuffer.allocateDirect(head.length + body.length).put(head).put(body).flip();
    }

    /// Whole requests, one user after the other.
    static final class Requests {
        private final ByteBuffer[] all;
        private int turn;

        private Requests(ByteBuffer[] all) {
            this.all = all;
        }

        /// To be read, and not to be kept.
        ByteBuffer next() {
            turn = turn + 1 < all.length ? turn + 1 : 0;
            return all[turn].clear();
        }
    }
}
