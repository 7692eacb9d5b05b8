package penstock.server.httproute;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A service that answers with its name and the head of the request; below `/silent` it never answers.
final class TinyService implements AutoCloseable {
    final String name;

    /// The heads of the copies it got.
    final Queue<String> copies = new ConcurrentLinkedQueue<>();

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    TinyService(String name) throws IOException {
        this.name = name;
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            for (var head = head(in); !head.isEmpty(); head = head(in)) {
                if (head.contains("Penstock-Shadow: true")) {
                    copies.add(head);
                }
                if (head.startsWith("GET /silent")) {
                    in.transferTo(OutputStream.nullOutputStream());
                    return;
                }
                socket.getOutputStream().write(answer(head).getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException _) {
            // the other side left
        } finally {
            open.remove(socket);
        }
    }

    /// Some header fields that filters may meet.
    private String answer(String head) {
        var body = name + "\n" + head;
        return "HTTP/1.1 200 OK\r\nX-One: 1\r\nX-Two: 2\r\nX-Three: 3\r\n"
                + "Access-Control-Allow-Origin: https://of-the-service.test\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + (head.startsWith("HEAD ") ? "" : body);
    }

    /// A head with the empty line behind it; empty at the end.
    static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
