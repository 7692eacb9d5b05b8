package penstock.server.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/// A service that writes down each request before it answers: `GET` or `POST /w/ID` adds a line with the id to a file of
/// this process's own. Answers with its version and the id. Started as an instance; argument: the folder of the files.
final class Ledger {
    private final FileChannel file;
    private final String version;

    private Ledger(FileChannel file, String version) {
        this.file = file;
        this.version = version;
    }

    public static void main(String[] arguments) throws IOException {
        var name = variable("PENSTOCK_INSTANCE") + "-" + ProcessHandle.current().pid();
        var file =
                FileChannel.open(
                        Path.of(arguments[0], name + ".ledger"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
        var ledger = new Ledger(file, variable("PENSTOCK_VERSION"));
        try (var server = new ServerSocket()) {
            var port = Integer.parseInt(variable("PORT"));
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            while (true) {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> ledger.serve(socket));
            }
        }
    }

    private static String variable(String name) {
        return System.getenv().getOrDefault(name, "");
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (boolean isOpen = true; isOpen; ) {
                isOpen = answer(in, socket.getOutputStream());
            }
        } catch (IOException e) {
            // The gateway, or the end of this process, closed the connection.
        }
    }

    private boolean answer(BufferedReader in, OutputStream out) throws IOException {
        var start = in.readLine();
        if (start == null) {
            return false;
        }
        int length = 0;
        for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            if (in.read() < 0) {
                return false;
            }
        }
        var path = start.split(" ", -1)[1];
        var id = path.startsWith("/w/") ? path.substring(3) : "";
        if (!id.isEmpty()) {
            record(id);
        }
        var body = version + " " + id;
        var head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
        out.write((head + body).getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }

    private synchronized void record(String id) throws IOException {
        var line = ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.ISO_8859_1));
        while (line.hasRemaining()) {
            file.write(line);
        }
    }
}
