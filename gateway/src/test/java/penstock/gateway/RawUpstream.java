package penstock.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// An instance that does exactly what its script says with each connection.
final class RawUpstream implements Place, AutoCloseable {

    /// Serves one connection; returning closes it.
    interface Script {
        void serve(Peer peer) throws Exception;
    }

    /// One connection, seen from the instance.
    static final class Peer {
        final Socket socket;
        final InputStream in;
        final OutputStream out;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /// The next request's head; empty when the gateway has closed.
        String head() throws IOException {
            var head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                head.write(next);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        /// Reads a body whose length the head tells.
        void skipBody(String head) throws IOException {
            RecordingUpstream.skipBody(in, head);
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void ok(String body) throws IOException {
            answer(200, body);
        }

        void answer(int status, String body) throws IOException {
            send(
                    "HTTP/1.1 "
                            + status
                            + " X\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
        }
    }

    final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    RawUpstream(Script script) throws IOException {
        server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(script));
    }

    /// Answers every request with its name, but one for `/wait` only when the latch is down.
    static RawUpstream holding(String name, CountDownLatch over, AtomicInteger asked)
            throws IOException {
        return new RawUpstream(
                peer -> {
                    for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                        peer.skipBody(head);
                        asked.incrementAndGet();
                        if (head.contains(" /wait ")) {
                            over.await();
                        }
                        peer.ok(name);
                    }
                });
    }

    /// Answers every request with the given status and body, for as long as the gateway asks.
    static RawUpstream answering(int status, String body) throws IOException {
        return replying(
                "HTTP/1.1 "
                        + status
                        + " X\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    /// Answers every request with the same bytes.
    static RawUpstream replying(String bytes) throws IOException {
        var made = new RawUpstream[1];
        made[0] =
                new RawUpstream(
                        peer -> {
                            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                                made[0].heads.add(head);
                                peer.skipBody(head);
                                peer.send(bytes);
                            }
                        });
        return made[0];
    }

    /// Takes the head of a request and says nothing until all is over.
    static RawUpstream silent(CountDownLatch over) throws IOException {
        var made = new RawUpstream[1];
        made[0] =
                new RawUpstream(
                        peer -> {
                            made[0].heads.add(peer.head());
                            over.await();
                        });
        return made[0];
    }

    /// A port that is taken, so that no one else gets it, but where nobody listens.
    static Absent absent() throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new Absent(socket);
    }

    /// See `absent`.
    record Absent(Socket socket) implements Place, AutoCloseable {
        @Override
        public int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private void accept(Script script) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                if (server.isClosed()) {
                    // it came before the system had heard of the end
                    socket.close();
                    return;
                }
                Thread.ofVirtual().start(() -> serve(script, socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Script script, Socket socket) {
        try (socket) {
            script.serve(new Peer(socket));
        } catch (Exception gone) {
            // the other side left, or the test is over
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
