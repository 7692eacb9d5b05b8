package penstock.bench.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import penstock.bench.rig.ServerProcess;
import penstock.cli.local.Program;
import penstock.gateway.ProgramOptions;
import penstock.gateway.net.Transport;

/// Our gateway as a process of its own, started as the server starts it, and its control plane.
record OwnGateway(Proxy proxy, ControlPlane control) implements AutoCloseable {
    static final String NAME = "penstock";

    private static final String MAIN = "penstock.gateway.Main";

    /// All names: alone for the transport that the gateway chooses, or followed by one.
    static List<String> names() {
        return Stream.concat(
                        Stream.of(NAME),
                        Transport.names().stream().map(transport -> NAME + "-" + transport))
                .toList();
    }

    static boolean isNamed(String name) {
        return names().contains(name);
    }

    private static String transport(String name) {
        return name.startsWith(NAME + "-") ? name.substring(NAME.length() + 1) : Transport.AUTO;
    }

    /// @param name of its folder, and of its transport
    /// @param more options of its virtual machine
    static OwnGateway start(Program program, Site site, String name, List<String> more)
            throws IOException {
        var folder = Files.createDirectories(site.folder().resolve(name));
        var credential = Files.writeString(folder.resolve("credential"), "benchmark\n");
        var control = ControlPlane.start(site);
        int port = ServerProcess.freePort();
        int tlsPort = ServerProcess.freePort();
        var options = new ArrayList<>(ProgramOptions.JVM);
        options.addAll(more);
        var arguments =
                List.of(
                        "--data",
                        folder.resolve("data").toString(),
                        "--listen",
                        "127.0.0.1:" + port,
                        "--tls-listen",
                        "127.0.0.1:" + tlsPort,
                        "--control",
                        ServerProcess.loopback(control.port()).toString(),
                        "--transport",
                        transport(name),
                        "--credential",
                        credential.toString());
        var process =
                new ServerProcess(
                        program.command("gateway", options, MAIN, arguments),
                        folder.resolve("output.log"));
        process.await(() -> serves(port));
        var proxy =
                new Proxy(
                        name,
                        Runtime.version().toString(),
                        process,
                        Map.of(
                                Workload.Entrance.PLAIN, port,
                                Workload.Entrance.TLS, tlsPort,
                                Workload.Entrance.HTTP2, port));
        return new OwnGateway(proxy, control);
    }

    /// Whether it listens and has its table.
    private static boolean serves(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var request =
                    "GET /1k HTTP/1.1\r\nHost: " + Users.HOST + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.startsWith("HTTP/1.1 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        proxy.close();
        control.close();
    }
}
