package penstock.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import penstock.bench.rig.Certificate;
import penstock.bench.rig.ServerProcess;
import penstock.cli.local.Program;

/// The upstreams, and how a proxy before them is measured.
final class Field implements AutoCloseable {
    private static final String MAIN = "penstock.bench.gateway.Backend";

    private final Site site;
    private final Program program;
    private final SSLContext trusting;
    private final ServerProcess upstreams;
    private final Users users = new Users();

    private Field(Site site, Program program, SSLContext trusting, ServerProcess upstreams) {
        this.site = site;
        this.program = program;
        this.trusting = trusting;
        this.upstreams = upstreams;
    }

    static Field start(Program program, Path folder) throws IOException {
        var certificate =
                Certificate.make(folder.resolve("certificate"), Users.HOST, program.java());
        var site =
                new Site(
                        folder,
                        ServerProcess.freePort(),
                        ServerProcess.freePort(),
                        certificate.folder());
        var options = List.of("-XX:+UseSerialGC", "-Xmx64m", "-Xlog:disable");
        var ports = List.of(Integer.toString(site.stable()), Integer.toString(site.candidate()));
        var log = Files.createDirectories(folder.resolve("upstreams")).resolve("output.log");
        var process = new ServerProcess(program.command("bench", options, MAIN, ports), log);
        process.await(() -> Proxy.listens(site.stable()) && Proxy.listens(site.candidate()));
        var trusting = Certificate.trusting(List.of(certificate));
        return new Field(site, program, trusting, process);
    }

    Site site() {
        return site;
    }

    Program program() {
        return program;
    }

    /// Why a proxy cannot be measured under a workload; nothing when it can.
    Optional<String> refusal(Proxy proxy, Workload workload) {
        try (var loader = connect(proxy, workload, 1)) {
            loader.once();
            return Optional.empty();
        } catch (IOException | UncheckedIOException failed) {
            return Optional.of(String.valueOf(failed.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private Loader connect(Proxy proxy, Workload workload, int connections) throws IOException {
        var address =
                proxy.address(workload.entrance())
                        .orElseThrow(() -> new IOException("it does not listen for that"));
        return Loader.connect(address, workload, connections, users, trusting);
    }

    /// As much as can be had for a while; requests in a second.
    double warmUp(Proxy proxy, Workload workload, Duration span) throws IOException {
        try (var loader = connect(proxy, workload, workload.connections())) {
            return loader.most(Duration.ZERO, span, () -> {}, () -> {}).perSecond();
        } catch (UncheckedIOException failed) {
            throw new IOException(String.valueOf(failed.getMessage()), failed);
        }
    }

    /// The same; all requests that were answered.
    long load(Proxy proxy, Workload workload, Duration span) throws IOException {
        try (var loader = connect(proxy, workload, workload.connections())) {
            loader.most(Duration.ZERO, span, () -> {}, () -> {});
            return loader.total();
        }
    }

    /// First as much as can be had, then so many requests in each second.
    Point point(Proxy proxy, Workload workload, double rate, Duration span) throws IOException {
        var lead = span.dividedBy(5);
        List<Cost> marks = new ArrayList<>();
        Loader.Mark mark = () -> marks.add(spent(proxy));
        try (var loader = connect(proxy, workload, workload.connections())) {
            var before = counts();
            var most = loader.most(lead, span, mark, mark);
            var after = counts();
            double candidate = after[1] - before[1];
            double share = candidate / Math.max(1, candidate + after[0] - before[0]);
            var steady = loader.steady(rate, lead, span, mark, mark);
            return new Point(
                    most.perSecond(),
                    marks.get(1).minus(marks.get(0)).per(most.answered()),
                    share,
                    rate,
                    steady.perSecond(),
                    marks.get(3).minus(marks.get(2)).per(steady.answered()),
                    steady.latency());
        } catch (UncheckedIOException failed) {
            throw new IOException(
                    "%s under %s: %s".formatted(proxy.name(), workload.text(), failed.getMessage()),
                    failed);
        }
    }

    private Cost spent(Proxy proxy) throws IOException {
        return new Cost(
                proxy.process().processorSeconds(),
                ServerProcess.times(ProcessHandle.current().pid()).all(),
                upstreams.processorSeconds());
    }

    /// Requests that the stable version has got so far, and the candidate.
    private long[] counts() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), site.stable())) {
            var request = "GET /counts HTTP/1.1\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            var answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            var counts = answer.substring(answer.lastIndexOf('\n') + 1).split(" ", -1);
            return new long[] {Long.parseLong(counts[0]), Long.parseLong(counts[1])};
        }
    }

    @Override
    public void close() {
        upstreams.close();
    }
}
