package penstock.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import penstock.bench.rig.Quantiles;
import penstock.cli.api.ApiException;
import penstock.cli.load.LoadOptions;
import penstock.cli.local.Program;
import penstock.model.DurationText;
import penstock.model.Node;
import penstock.model.Share;
import penstock.model.Weight;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "detect",
        mixinStandardHelpOptions = true,
        description = {
            "How fast a bad version is found and taken away, as its clients see it.",
            "Each trial has an installation of its own. Time to weight 0 runs from the first answer on the candidate's"
                    + " route to the last one."
        })
final class Detect implements Callable<Integer> {
    /// The promises of design section 12.
    private static final double TOTAL_P99_SECONDS = 2;

    private static final long TOTAL_REQUESTS = 10;
    private static final double PARTIAL_P95_SECONDS = 60;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--errors",
            paramLabel = "SHARE",
            description = "Share the candidate fails (default: 100%%).")
    private String errors = "100%";

    @Option(
            names = "--latency",
            paramLabel = "SHARE:TIME",
            description = "Or what it adds, such as 10%%:800ms.")
    private String latency = "";

    @Option(
            names = "--weight",
            paramLabel = "SHARE",
            description = "Weight of the candidate (default: 5%%).")
    private String weight = "5%";

    @Option(
            names = "--posts",
            paramLabel = "SHARE",
            description = "Share of POSTs (default: 0%%, only GETs).")
    private String posts = "0%";

    @Option(names = "--trials", paramLabel = "N", description = "Trials (default: 30).")
    private int trials = 30;

    @Option(
            names = "--limit",
            paramLabel = "TIME",
            description = "A trial ends undecided then (default: 3m).")
    private String limit = "3m";

    @Mixin private final LoadOptions load = new LoadOptions(100, 10_000);

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        var plan = plan();
        var program = Program.current();
        out.printf(
                Locale.ROOT,
                "candidate fails %s%s at weight %s of %.0f req/s; %d trials, seed %d%n",
                plan.errors(),
                latency.isEmpty() ? "" : ", adds " + latency,
                weight,
                plan.perSecond(),
                trials,
                plan.seed());
        var done = new ArrayList<Trial>();
        for (int number = 1; number <= trials; number++) {
            var trial = new DetectTrial(plan, program, number).run();
            out.println(trial.line());
            done.add(trial);
        }
        var broken = summarise(plan, done, out);
        load.write(json(plan, done, broken));
        return broken.isEmpty() ? 0 : 1;
    }

    private DetectPlan plan() {
        if (trials < 1) {
            throw ApiException.usage("--trials: " + trials + " (expected: 1 or more)");
        }
        try {
            Share.parse(errors);
            Weight.parse(weight);
            if (!latency.isEmpty()) {
                Share.parse(latency.substring(0, Math.max(0, latency.indexOf(':'))));
                DurationText.parse(latency.substring(latency.indexOf(':') + 1));
            }
            var failing =
                    latency.isEmpty()
                            || spec.commandLine().getParseResult().hasMatchedOption("--errors");
            return new DetectPlan(
                    failing ? errors : "0%",
                    latency,
                    weight,
                    load.rate(),
                    Share.parse(posts).fraction(),
                    trials,
                    load.seed(),
                    DurationText.parse(limit));
        } catch (IllegalArgumentException e) {
            throw ApiException.usage(String.valueOf(e.getMessage()));
        }
    }

    static List<String> promises(DetectPlan plan, List<Trial> done) {
        var broken = new ArrayList<String>();
        var seconds = seconds(done);
        var requests = done.stream().mapToLong(Trial::candidateRequests).max().orElse(0);
        long undetected = done.stream().filter(trial -> !trial.isDetected()).count();
        expect(broken, undetected == 0, undetected + " trials did not end with a rollback");
        expect(broken, done.stream().allMatch(trial -> trial.lost() == 0), "requests were lost");
        if (plan.isTotalFailure()) {
            expect(
                    broken,
                    seconds.at(0.99) <= TOTAL_P99_SECONDS,
                    "time to weight 0: p99 " + seconds.at(0.99) + " s (expected: at most 2 s)");
            expect(
                    broken,
                    requests <= TOTAL_REQUESTS,
                    "candidate requests: " + requests + " (expected: at most 10)");
            expect(
                    broken,
                    done.stream().allMatch(trial -> trial.failedSafe() == 0),
                    "clients saw failed GETs (expected: none)");
        } else if (plan.hasErrors()) {
            expect(
                    broken,
                    seconds.at(0.95) <= PARTIAL_P95_SECONDS,
                    "time to weight 0: p95 " + seconds.at(0.95) + " s (expected: at most 60 s)");
        }
        return broken;
    }

    private static void expect(List<String> broken, boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    private static Quantiles seconds(List<Trial> done) {
        return new Quantiles(done.stream().map(Trial::seconds).toList());
    }

    private static Quantiles requests(List<Trial> done) {
        return new Quantiles(
                done.stream().map(trial -> (double) trial.candidateRequests()).toList());
    }

    private static List<String> summarise(DetectPlan plan, List<Trial> done, PrintWriter out) {
        out.println("seconds to weight 0   " + seconds(done).line());
        out.println("candidate requests    " + requests(done).line());
        out.println(
                "failed for clients    "
                        + done.stream().mapToLong(Trial::failed).sum()
                        + " in all, of them GETs "
                        + done.stream().mapToLong(Trial::failedSafe).sum());
        var broken = promises(plan, done);
        if (broken.isEmpty()) {
            out.println(
                    "The promise was kept"
                            + (plan.hasErrors() ? "." : ": found, and nothing lost."));
        } else {
            broken.forEach(line -> out.println("Promise broken: " + line));
        }
        return broken;
    }

    private static Node json(DetectPlan plan, List<Trial> done, List<String> broken) {
        var json = new LinkedHashMap<String, Node>();
        json.put("errors", Node.text(plan.errors()));
        json.put("latency", Node.text(plan.latency()));
        json.put("weight", Node.text(plan.weight()));
        json.put("rate", Node.number(plan.perSecond()));
        json.put("seed", Node.number(plan.seed()));
        json.put("trials", Node.list(done.stream().map(Trial::json).toList()));
        json.put("secondsToWeightZero", seconds(done).json());
        json.put("candidateRequests", requests(done).json());
        json.put("broken", Node.list(broken.stream().map(Node::text).toList()));
        return Node.map(json);
    }
}
