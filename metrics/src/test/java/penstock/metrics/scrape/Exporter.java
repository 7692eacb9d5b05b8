package penstock.metrics.scrape;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import penstock.metrics.exposition.ExpositionFormat;

/// A target over a real socket that answers whatever it is told to, byte by byte if need be. One answer for each connection.
final class Exporter implements AutoCloseable {
    private static final String USUAL_TYPE = ExpositionFormat.TEXT.contentType();

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private final Thread acceptor;
    private volatile Script script = out -> {};

    /// What is written as an answer; the connection is closed afterwards.
    interface Script {
        void write(OutputStream out) throws IOException;
    }

    Exporter() throws IOException {
        acceptor = Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    client.getInputStream(), StandardCharsets.ISO_8859_1));
            var fields = new TreeMap<String, String>();
            fields.put("", in.readLine());
            for (String line = in.readLine();
                    line != null && !line.isEmpty();
                    line = in.readLine()) {
                int colon = line.indexOf(':');
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            requests.add(Collections.unmodifiableMap(fields));
            script.write(client.getOutputStream());
        } catch (IOException _) {
            // Whoever asked has seen enough.
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/metrics");
    }

    /// The fields of all requests, in lower case; the request's line is the field without a name.
    List<Map<String, String>> requests() {
        return requests;
    }

    void answer(Script answer) {
        script = answer;
    }

    /// An exposition in the text format.
    void tell(String... lines) {
        tellAs(USUAL_TYPE, lines);
    }

    void tellAs(String type, String... lines) {
        byte[] body = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        answer(
                out -> {
                    head(out, "Content-Type: " + type, "Content-Length: " + body.length);
                    out.write(body);
                });
    }

    static void head(OutputStream out, String... fields) throws IOException {
        text(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n" + String.join("\r\n", fields));
        text(out, "\r\n\r\n");
    }

    static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Once it has returned, connections are refused: the kernel listens on for as long as a thread is about to accept one.
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
