package penstock.bench.gateway;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import penstock.cli.api.ApiException;
import penstock.cli.local.Folders;
import penstock.cli.local.Program;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = {
            "Our gateway beside the NGINX, HAProxy and Caddy of this machine: requests/s, processor time, latency, memory.",
            "One that is not installed is left out. The exit code says nothing of the figures."
        })
public final class GatewayBench implements Callable<Integer> {
    private static final int IDLE = 10_000;
    private static final Duration SHORT_SPAN = Duration.ofMillis(350);
    private static final Duration SHORT_WARM_UP = Duration.ofMillis(1_200);
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures there.")
    private @Nullable Path json;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Measurements of each point (default: 3).")
    private int rounds = 3;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each of the two halves of a point counts (default: 3).")
    private int seconds = 3;

    @Option(
            names = "--workloads",
            paramLabel = "NAMES",
            description =
                    "Of 1k, 64k, upload-64k, tls-1k, http2-1k and websocket, separated by commas (default: all).")
    private String workloads = Workload.names();

    @Option(
            names = "--proxies",
            paramLabel = "NAMES",
            description =
                    "Of penstock, nginx, haproxy and caddy, separated by commas (default: all); penstock-every, nginx-every and haproxy-every have every feature on, penstock-every-sampled logs 1 %% of the requests; penstock-epoll is ours with another transport than it would choose.")
    private String proxies = "penstock,nginx,haproxy,caddy";

    @Option(
            names = "--idle",
            paramLabel = "N",
            description = "Idle connections whose memory is measured (default: 10,000; 0: none).")
    private int idle = IDLE;

    @Option(names = "--short", description = "All of it in about 80 seconds, and less exactly.")
    private boolean isShort;

    @Override
    public Integer call() throws IOException {
        var plan = plan();
        var program = Program.current();
        var folder = Files.createTempDirectory("penstock-bench-gateway-");
        var out = spec.commandLine().getOut();
        try (var field = Field.start(program, folder);
                var lineUp = LineUp.start(field, names(), out)) {
            var race = new Race(field, lineUp, plan, out);
            var rows = race.run();
            rows.lines().forEach(out::println);
            var crowds = crowds(lineUp, out);
            var allocated = allocated(field, plan, lineUp, out);
            if (json != null) {
                Files.writeString(json, json(lineUp, rows, crowds, allocated));
            }
            return 0;
        } finally {
            Folders.delete(folder);
        }
    }

    private Race.Plan plan() {
        if (rounds < 1 || seconds < 1 || idle < 0) {
            throw ApiException.usage(
                    "--rounds %d --seconds %d --idle %d (expected: 1 or more; --idle 0 or more)"
                            .formatted(rounds, seconds, idle));
        }
        var wanted = Workload.parse(workloads);
        return isShort
                ? new Race.Plan(wanted, 1, SHORT_SPAN, SHORT_WARM_UP)
                : new Race.Plan(wanted, rounds, Duration.ofSeconds(seconds), WARM_UP);
    }

    private List<String> names() {
        var known =
                Stream.concat(
                                OwnKind.names().stream(),
                                Arrays.stream(Peer.values()).map(Peer::text))
                        .toList();
        var names = List.of(proxies.split(",", -1));
        for (var name : names) {
            if (!known.contains(name)) {
                throw ApiException.usage(
                        "--proxies: \"%s\" (expected: of %s)"
                                .formatted(name, String.join(", ", known)));
            }
        }
        return names;
    }

    private List<IdleCrowd> crowds(LineUp lineUp, PrintWriter out) throws IOException {
        List<IdleCrowd> crowds = new ArrayList<>();
        int wanted = isShort ? Math.min(idle, IDLE / 10) : idle;
        if (wanted > 0) {
            out.println();
            for (var proxy : lineUp.proxies()) {
                var crowd = IdleCrowd.measure(proxy, wanted);
                out.println(crowd.line());
                crowds.add(crowd);
            }
        }
        return crowds;
    }

    /// Of each of ours that is measured.
    private static Map<String, Map<Workload, Double>> allocated(
            Field field, Race.Plan plan, LineUp lineUp, PrintWriter out) throws IOException {
        Map<String, Map<Workload, Double>> all = new LinkedHashMap<>();
        out.println();
        for (var kind : lineUp.kinds()) {
            var allocated =
                    Allocation.measure(field, kind.features(), plan.workloads(), plan.warmUp());
            allocated.forEach(
                    (workload, bytes) ->
                            out.printf(
                                    "%-10s %-22s %6.0f bytes of heap for each request%n",
                                    workload.text(), kind.name(), bytes));
            all.put(kind.name(), allocated);
        }
        return all;
    }

    private static String json(
            LineUp lineUp,
            Rows rows,
            List<IdleCrowd> crowds,
            Map<String, Map<Workload, Double>> allocated) {
        Map<String, Node> all = new LinkedHashMap<>();
        all.put("processors", Node.number(Runtime.getRuntime().availableProcessors()));
        all.put("kernel", Node.text(System.getProperty("os.version", "")));
        Map<String, Node> versions = new LinkedHashMap<>();
        lineUp.proxies().forEach(one -> versions.put(one.name(), Node.text(one.version())));
        all.put("versions", Node.map(versions));
        all.put("rows", rows.json());
        all.put("relations", rows.relations());
        all.put("idle", Node.list(crowds.stream().map(IdleCrowd::json).toList()));
        Map<String, Node> bytes = new LinkedHashMap<>();
        allocated.forEach((name, each) -> bytes.put(name, bytes(each)));
        all.put("allocatedBytesPerRequest", Node.map(bytes));
        return Text.writeJson(Node.map(all));
    }

    private static Node bytes(Map<Workload, Double> allocated) {
        Map<String, Node> bytes = new LinkedHashMap<>();
        allocated.forEach((workload, each) -> bytes.put(workload.text(), Node.number(each)));
        return Node.map(bytes);
    }
}
