package penstock.bench.judge;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import penstock.bench.judge.contender.Contender;
import penstock.bench.judge.contender.Contenders;
import penstock.bench.judge.trace.TraceReader;
import penstock.bench.judge.world.Scenario;
import penstock.bench.judge.world.Scenarios;
import penstock.bench.judge.world.World;
import penstock.cli.api.ApiException;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "judge",
        mixinStandardHelpOptions = true,
        description = {
            "Judges of releases side by side: ours, and models of Flagger, Argo Rollouts and Kayenta.",
            "",
            "  --scenarios NAMES  simulated rollouts, the same traffic for all judges",
            "  --record FILE      writes the ticks of one simulated rollout",
            "  --trace FILE       judges recorded ticks",
            "  --list             names scenarios and judges",
            "",
            "The result depends on the options only, not on the number of threads. The exit code is 1 if our judge breaks a"
                    + " promise: more wrong rollbacks or promotions than alpha or beta allow, total failure (err100%%-steady)"
                    + " not found within 2 s (p99), 5 %% errors (err5%%-steady) not within 60 s (p95)."
        },
        footerHeading = "%nA trace is CSV in UTF-8, a line for each tick and version:%n%n",
        footer = {
            "  # all in one line:",
            "  tick,arm,weight,requests,errors,failing_clients,latency,",
            "       score_n,score_sum,score_squares",
            "  -1,stable,0,25,0,0,0.07:13 0.1:9 0.25:3,25,20.1,16.5",
            "  0,stable,0.05,24,0,0,0.07:12 0.1:9 0.25:3,24,19.3,15.9",
            "  0,candidate,0.05,1,1,1,0.1:1,1,0.75,0.5625",
            "",
            "tick",
            "    Number of the tick, of --tick-millis; may be negative. Ticks before the",
            "    first one with a weight or with candidate requests are what is known about",
            "    stable from before.",
            "arm",
            "    stable, A, baseline, control, primary; candidate, B, canary, treatment.",
            "weight",
            "    The candidate's share of requests: 0..1, or 5%%; per cent if any is above 1.",
            "    Empty: as before. A change begins a new stage.",
            "requests, errors",
            "    That ended in this tick, and of them failed. No errors given: 0.",
            "failing_clients",
            "    Distinct clients that saw an error, each counted once in 60 s. Empty: as",
            "    many as errors.",
            "latency",
            "    UPPER:COUNT for each bucket, separated by spaces, ; or |: the upper end in",
            "    --latency-unit (+Inf for the last), and how many are in this bucket alone.",
            "    May cover fewer than all requests.",
            "score_n, score_sum, score_squares",
            "    Scored answers: how many, sum, sum of squares; a score is from 0 to 1, more",
            "    is better.",
            "",
            "With a header the order is free, and all but tick, arm and requests may be left",
            "out; without one it is as above. Lines of the same tick and arm add up; a",
            "missing one is one without requests. Lines that begin with # are skipped."
        })
public final class JudgeBench implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"--scenarios", "--scenario"},
            paramLabel = "NAMES",
            split = ",",
            description = "Scenarios, families, or all; separated by commas.")
    private List<String> scenarios = new ArrayList<>();

    @Option(
            names = "--judges",
            paramLabel = "NAMES",
            split = ",",
            description = "Judges, or all (default: all; of a trace: ours).")
    private List<String> judges = new ArrayList<>();

    @Option(
            names = "--schedule",
            paramLabel = "WORD",
            description =
                    "fixed: 5, 25, 50 %% for a third of the time each; driven: the judge says when to go on; both (default).")
    private String schedule = "both";

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "Length of a rollout (default: 60).")
    private double minutes = 60;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Rollouts of each scenario (default: 100).")
    private int runs = 100;

    @Option(names = "--seed", paramLabel = "N", description = "Of all chance (default: 1).")
    private long seed = 1;

    @Option(
            names = "--first",
            paramLabel = "N",
            description = "Number of the first rollout, to continue or repeat (default: 0).")
    private int first;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads (default: as many as processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures there.")
    private @Nullable Path json;

    @Option(
            names = "--rows",
            paramLabel = "FILE",
            description = "Write every rollout there, as CSV.")
    private @Nullable Path rows;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "Write the ticks of one rollout (of --scenarios, --seed, --first, with the first of --judges) there.")
    private @Nullable Path record;

    @Option(names = "--trace", paramLabel = "FILE", description = "Judge these ticks.")
    private @Nullable Path trace;

    @Option(
            names = "--tick-millis",
            paramLabel = "N",
            description = "How long a tick of the trace is (default: 250).")
    private int tickMillis = 250;

    @Option(
            names = "--latency-unit",
            paramLabel = "UNIT",
            description = "Unit of the trace's upper ends: s (default), ms, us.")
    private String latencyUnit = "s";

    @Option(names = "--list", description = "Name scenarios and judges.")
    private boolean isListing;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        if (isListing) {
            list(spec.commandLine().getOut());
            return 0;
        }
        if (trace != null) {
            return judge(trace);
        }
        if (scenarios.isEmpty()) {
            throw ApiException.usage(
                    "--scenarios: not given (expected: all, families or names, see --list; or --trace FILE)");
        }
        var chosen = Scenarios.named(scenarios);
        var contenders = Contenders.named(judges.isEmpty() ? List.of("all") : judges);
        if (record != null) {
            return record(record, chosen, contenders.getFirst());
        }
        return simulate(chosen, contenders);
    }

    private void check() {
        var wrong = new ArrayList<String>();
        expect(runs >= 1 && runs <= 10_000_000, "--runs", runs, "1..10000000", wrong);
        expect(first >= 0, "--first", first, "0 or more", wrong);
        expect(threads >= 1 && threads <= 1_024, "--threads", threads, "1..1024", wrong);
        expect(minutes >= 1 && minutes <= 1_440, "--minutes", minutes, "1..1440", wrong);
        expect(
                tickMillis >= 1 && tickMillis <= 3_600_000,
                "--tick-millis",
                tickMillis,
                "1..3600000",
                wrong);
        expect(
                List.of("fixed", "driven", "both").contains(schedule),
                "--schedule",
                schedule,
                "fixed, driven or both",
                wrong);
        expect(
                List.of("s", "ms", "us").contains(latencyUnit),
                "--latency-unit",
                latencyUnit,
                "s, ms or us",
                wrong);
        expect(
                trace == null || (scenarios.isEmpty() && record == null),
                "--trace",
                String.valueOf(trace),
                "no --scenarios and no --record beside it",
                wrong);
        writable("--json", json, wrong);
        writable("--rows", rows, wrong);
        writable("--record", record, wrong);
        if (!wrong.isEmpty()) {
            throw new ApiException("usage", wrong);
        }
    }

    /// Told before hours of computing, not after.
    private static void writable(String option, @Nullable Path file, List<String> wrong) {
        if (file != null) {
            var folder = file.toAbsolutePath().getParent();
            var isPossible =
                    !Files.isDirectory(file) && folder != null && Files.isDirectory(folder);
            expect(isPossible, option, file, "a file in a folder that exists", wrong);
        }
    }

    private static void expect(
            boolean isMet, String option, Object value, String what, List<String> wrong) {
        if (!isMet) {
            wrong.add(option + ": " + value + " (expected: " + what + ")");
        }
    }

    private static void list(PrintWriter out) {
        for (var family : Scenario.Family.values()) {
            out.printf("%s: %s%n", Scenarios.word(family), family.what());
            Scenarios.all().stream()
                    .filter(each -> each.family() == family)
                    .forEach(each -> out.printf("  %-28s %s%n", each.name(), each.what()));
        }
        out.println("judges");
        Contenders.all().forEach(each -> out.printf("  %-28s %s%n", each.name(), each.what()));
        out.println(
                "  and with other settings: flagger:SUCCESS:P99MS:THRESHOLD, argo:SUCCESS:P99MS:FAILURELIMIT,"
                        + " kayenta:MINUTES:RATIO, penstock:ALPHA:BETA");
        out.flush();
    }

    private List<Plan> plans() {
        return switch (schedule) {
            case "fixed" -> List.of(Plan.fixed(minutes));
            case "driven" -> List.of(Plan.driven(minutes));
            default -> List.of(Plan.fixed(minutes), Plan.driven(minutes));
        };
    }

    private int simulate(List<Scenario> chosen, List<Contender> contenders)
            throws IOException, InterruptedException {
        var err = spec.commandLine().getErr();
        var table = new Table(spec.commandLine().getOut());
        var all = new Runs(seed, first, runs, threads, err);
        var results = new ArrayList<Result>();
        try (var writer = rows == null ? Writer.nullWriter() : Files.newBufferedWriter(rows)) {
            var lines = new Rows(writer, seed, first);
            for (var plan : plans()) {
                var able = contenders.stream().filter(each -> !plan.isDriven() || each.isDriving());
                var playing = able.toList();
                for (var scenario : playing.isEmpty() ? List.<Scenario>of() : chosen) {
                    var result = all.of(scenario, plan, playing);
                    results.add(result);
                    lines.add(result);
                    table.print(scenario, plan, result.scores());
                }
            }
        }
        var broken = Promises.broken(results);
        table.sum(Promises.sums(results));
        table.broken(broken);
        if (json != null) {
            Files.writeString(json, Text.writeJson(json(results, broken)));
        }
        return broken.isEmpty() ? 0 : 1;
    }

    private Node json(List<Result> results, List<String> broken) {
        var all = new LinkedHashMap<String, Node>();
        all.put("seed", Node.number(seed));
        all.put("first", Node.number(first));
        all.put("runs", Node.number(runs));
        all.put("tickMillis", Node.number(World.TICK_MILLIS));
        all.put("results", Node.list(results.stream().map(Result::json).toList()));
        all.put("broken", Node.list(broken.stream().map(Node::text).toList()));
        return Node.map(all);
    }

    private int record(Path file, List<Scenario> chosen, Contender judge) throws IOException {
        if (chosen.size() != 1) {
            throw ApiException.usage(
                    "--record: " + chosen.size() + " scenarios (expected: --scenarios with one)");
        }
        var plan = plans().getFirst();
        if (plan.isDriven() && !judge.isDriving()) {
            throw ApiException.usage(
                    "--judges: " + judge.name() + " (expected: one that drives, such as penstock)");
        }
        var runSeed = new Runs(seed, first, 1, 1, spec.commandLine().getErr()).seedOf(first);
        var ending = Recorded.write(file, plan, chosen.getFirst().trouble(), judge, runSeed);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s: %s at tick %d; written to %s%n",
                        judge.name(),
                        Rows.word(ending.outcome()),
                        ending.tick(),
                        file);
        return 0;
    }

    private int judge(Path file) throws IOException {
        var names = judges.isEmpty() ? List.of("penstock", "penstock-fresh") : judges;
        var contenders = Contenders.named(names);
        var unit =
                switch (latencyUnit) {
                    case "ms" -> 1e-3;
                    case "us" -> 1e-6;
                    default -> 1.0;
                };
        var recording = TraceReader.read(file, tickMillis, unit);
        var out = spec.commandLine().getOut();
        recording.notes().forEach(each -> out.println("note: " + each));
        var verdicts = contenders.stream().map(each -> TraceVerdict.of(each, recording)).toList();
        for (var verdict : verdicts) {
            verdict.lines().forEach(out::println);
        }
        out.flush();
        if (json != null) {
            var decisive = verdicts.getFirst();
            var all = new LinkedHashMap<String, Node>();
            all.put("trace", Node.text(file.toString()));
            all.put("decision", Node.text(decisive.word()));
            all.put("tick", Node.number(decisive.tick()));
            all.put("notes", Node.list(recording.notes().stream().map(Node::text).toList()));
            all.put("judges", Node.list(verdicts.stream().map(TraceVerdict::json).toList()));
            Files.writeString(json, Text.writeJson(Node.map(all)));
        }
        return 0;
    }
}
