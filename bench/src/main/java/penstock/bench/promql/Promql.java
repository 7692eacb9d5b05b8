package penstock.bench.promql;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import penstock.cli.api.ApiException;
import penstock.cli.local.Folders;
import penstock.cli.local.Program;
import penstock.metrics.source.MetricSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "promql",
        mixinStandardHelpOptions = true,
        description = {
            "Queries, ingestion, memory and disk beside a Prometheus of this machine (Debian's package).",
            "The exit code is 0 only when all answers agree."
        })
public final class Promql implements Callable<Integer> {
    private static final String FLEET = "fleet";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures there.")
    private @Nullable Path json;

    @Option(
            names = "--queries",
            paramLabel = "N",
            description = "At most so many of each class (default: all).")
    private int most = Integer.MAX_VALUE;

    @Option(
            names = "--only",
            paramLabel = "CLASS",
            description = "Only this class; may be given several times.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description = "Measurements of each query (default: 7).")
    private int repetitions = 7;

    @Option(names = "--seed", paramLabel = "N", description = "Of the samples (default: 1).")
    private long seed = 1;

    @Option(
            names = "--setting",
            paramLabel = "FLAG=VALUE",
            description = "A setting of our server, as on its command line.")
    private List<String> settings = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        var classes = chosen();
        PrometheusServer.check();
        var program = Program.current();
        var folder = Files.createTempDirectory("penstock-bench-promql-");
        try {
            return run(program, folder, classes);
        } finally {
            Folders.delete(folder);
        }
    }

    private Map<String, List<String>> chosen() {
        var chosen = new LinkedHashMap<String, List<String>>();
        var table = QueryTable.read();
        table.forEach(
                (name, queries) -> {
                    if (only.isEmpty() || only.contains(name)) {
                        chosen.put(name, queries.subList(0, Math.min(most, queries.size())));
                    }
                });
        if (chosen.isEmpty() || most < 1 || repetitions < 1) {
            throw ApiException.usage(
                    "--only %s --queries %d --repetitions %d (expected: 1 or more, and of %s)"
                            .formatted(only, most, repetitions, String.join(", ", table.keySet())));
        }
        return chosen;
    }

    private int run(Program program, Path folder, Map<String, List<String>> classes)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        var workload = new Workload(seed);
        long end = System.currentTimeMillis() / 60_000 * 60_000;
        var bodies = Bodies.write(folder.resolve("bodies"), workload, end);
        var report = new Report(out, bodies.samples(), workload.series());
        var peerFolder = Files.createDirectories(folder.resolve("prometheus"));
        var ownFolder = Files.createDirectories(folder.resolve("penstock"));
        try (var peer = PrometheusServer.start(peerFolder)) {
            report.version(peer.version());
            var theirs = peer.ingest(bodies, workload.series());
            var ours = PenstockServer.ingest(program, ownFolder, bodies.file());
            report.ingestions(ours, theirs);
            var given = new ArrayList<>(List.of("--metrics-series-per-target=1000000"));
            given.add("--metrics-queries-experimental=true");
            settings.forEach(setting -> given.add("--" + setting));
            try (var own = PenstockServer.start(program, ownFolder, given);
                    var race = new Race(own, peer, repetitions)) {
                race(race, classes, end, report);
                report.resident(own.process().residentBytes(), peer.process().residentBytes());
            }
            report.disk(
                    PenstockServer.bytesPerSample(program, ownFolder),
                    peer.bytesPerSample(bodies.samples()));
        }
        report.end();
        if (json != null) {
            Files.writeString(json, report.json());
        }
        return report.isAgreed() ? 0 : 1;
    }

    /// All answers are compared before the first is measured, so that no class meets a server that has just been started.
    private static void race(Race race, Map<String, List<String>> classes, long end, Report report)
            throws IOException {
        var disagreeing = new HashMap<String, List<String>>();
        classes.forEach(
                (name, queries) ->
                        disagreeing.put(name, race.disagreeing(queries, times(name, end))));
        for (var one : classes.entrySet()) {
            var name = one.getKey();
            report.add(
                    race.run(
                            name,
                            one.getValue(),
                            times(name, end),
                            disagreeing.getOrDefault(name, List.of())));
        }
    }

    /// An hour, or of the fleet ten minutes, every 15 s. Seven seconds off the minute, so that neither the steps nor the beginnings of windows
    /// are steps of a subquery.
    private static MetricSource.Times times(String name, long end) {
        long last = end - 60_000 + 7_000;
        long length = name.startsWith(FLEET) ? 600_000 : 3_600_000;
        return new MetricSource.Times(last - length, last, 15_000);
    }
}
