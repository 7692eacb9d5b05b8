package penstock.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A client that sends exactly the bytes it is told to.
final class RawClient implements AutoCloseable {

    /// An answer, its chunks joined.
    record Answer(int status, String head, String body) {
        String header(String name) {
            return head.lines()
                    .filter(
                            line ->
                                    line.toLowerCase(Locale.ROOT)
                                            .startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    final Socket socket;
    final InputStream in;

    RawClient(InetSocketAddress address) throws IOException {
        this(new Socket(address.getAddress(), address.getPort()));
    }

    /// On a connection that is there already.
    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /// Sends a head of the given lines.
    RawClient request(String... lines) throws IOException {
        return send(String.join("\r\n", lines) + "\r\n\r\n");
    }

    Answer get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n\r\n").answer();
    }

    /// The next answer to anything but HEAD.
    Answer answer() throws IOException {
        return answer(true);
    }

    Answer answer(boolean hasBody) throws IOException {
        String head = head();
        int status = Integer.parseInt(head.substring(9, 12));
        var answer = new Answer(status, head, "");
        if (!hasBody || status < 200 || status == 204 || status == 304) {
            return answer;
        }
        if (answer.header("Transfer-Encoding").equals("chunked")) {
            return new Answer(status, head, chunks());
        }
        String length = answer.header("Content-Length");
        byte[] body =
                length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        return new Answer(status, head, new String(body, StandardCharsets.ISO_8859_1));
    }

    String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(
                        "closed after \"" + head.toString(StandardCharsets.ISO_8859_1) + "\"");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private String chunks() throws IOException {
        var body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            if (size == 0) {
                for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
                    body.append("|").append(trailer);
                }
                return body.toString();
            }
            body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
            line();
        }
    }

    String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed after \"" + line + "\"");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /// Everything until the other side closes.
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
