package penstock.capabilities.services.process;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/// A service for the tests. `/status` answers the number in the file `status` of its working directory (200 without
/// it); `/about` tells its process and environment. With `hang` as argument it accepts connections and never answers.
final class Program {
    private Program() {}

    static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(System.getenv("PORT"));
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        if (arguments.length > 0) {
            try (var socket = new ServerSocket(port, 50, loopback)) {
                System.out.println("hanging on " + socket.getLocalPort());
                new CountDownLatch(1).await();
            }
        }
        var server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        server.createContext(
                "/status",
                exchange -> {
                    var file = Path.of("status");
                    int status =
                            Files.exists(file)
                                    ? Integer.parseInt(Files.readString(file).strip())
                                    : 200;
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.createContext(
                "/about",
                exchange -> {
                    var about =
                            "pid="
                                    + ProcessHandle.current().pid()
                                    + "\nstdin="
                                    + System.in.read()
                                    + "\nwork="
                                    + Path.of("").toAbsolutePath()
                                    + "\n"
                                    + System.getenv().entrySet().stream()
                                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                                            .collect(Collectors.joining("\n"));
                    var bytes = about.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        System.out.println("listening on " + port);
    }
}
