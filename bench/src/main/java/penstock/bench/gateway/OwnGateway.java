package penstock.bench.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import penstock.bench.rig.ServerProcess;
import penstock.cli.local.Program;
import penstock.gateway.ProgramOptions;

/// Our gateway as a process of its own, started as the server starts it, and its control plane.
record OwnGateway(Proxy proxy, ControlPlane control) implements AutoCloseable {
    private static final String MAIN = "penstock.gateway.Main";

    /// @param more options of its virtual machine
    static OwnGateway start(Program program, Site site, OwnKind kind, List<String> more)
            throws IOException {
        var folder = Files.createDirectories(site.folder().resolve(kind.name()));
        var control = ControlPlane.start(OwnTable.of(site, kind.features()));
        int port = ServerProcess.freePort();
        int tlsPort = ServerProcess.freePort();
        var options = new ArrayList<>(ProgramOptions.JVM);
        options.addAll(more);
        var arguments = arguments(folder, control, kind);
        arguments.addAll(
                List.of("--listen", "127.0.0.1:" + port, "--tls-listen", "127.0.0.1:" + tlsPort));
        var process =
                new ServerProcess(
                        program.command("gateway", options, MAIN, arguments),
                        folder.resolve("output.log"));
        process.await(() -> serves(port));
        var proxy =
                new Proxy(
                        kind.name(),
                        Runtime.version().toString(),
                        process,
                        Map.of(
                                Workload.Entrance.PLAIN, port,
                                Workload.Entrance.TLS, tlsPort,
                                Workload.Entrance.HTTP2, port));
        return new OwnGateway(proxy, control);
    }

    private static List<String> arguments(Path folder, ControlPlane control, OwnKind kind)
            throws IOException {
        var credential = Files.writeString(folder.resolve("credential"), "benchmark\n");
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("--data", folder.resolve("data").toString()));
        arguments.addAll(List.of("--control", ServerProcess.loopback(control.port()).toString()));
        arguments.addAll(List.of("--credential", credential.toString()));
        arguments.addAll(List.of("--transport", kind.transport()));
        boolean isWhole = kind.features().contains(Feature.LOG);
        if (isWhole || kind.features().contains(Feature.SAMPLED_LOG)) {
            arguments.addAll(List.of("--access-log", folder.resolve("access.log").toString()));
            arguments.addAll(List.of("--access-log-sample", isWhole ? "10000" : "100"));
        }
        if (kind.features().contains(Feature.TRACING)) {
            arguments.addAll(List.of("--tracing", "100"));
        }
        return arguments;
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
