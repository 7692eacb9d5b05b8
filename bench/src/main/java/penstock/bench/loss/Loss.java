package penstock.bench.loss;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import penstock.cli.api.ApiException;
import penstock.cli.load.LoadOptions;
import penstock.cli.local.Program;
import penstock.model.DurationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "loss",
        mixinStandardHelpOptions = true,
        description = {
            "What users lose while a service is released, aborted, rolled back, upgraded and killed again and again.",
            "The seed fixes load, acts, strikes and their moments. Ends with 0 only if nothing was lost, duplicated,"
                    + " misrouted, wrongly limited, kept or denied, and every rollout ended as it must."
        })
public final class Loss implements Callable<Integer> {
    private static final double MAX_RATE = 20_000;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private final LoadOptions load = new LoadOptions(500, MAX_RATE);

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description =
                    "How long at least (default: ${DEFAULT-VALUE}); a round of acts is always finished, which takes"
                            + " about three minutes.")
    private double minutes = 5;

    @Option(
            names = "--late",
            paramLabel = "TIME",
            description =
                    "An answer that took longer is late, beyond what the request takes by itself (default: 1s).")
    private String late = "1s";

    @Option(
            names = "--plain",
            description =
                    "Our own upstream over HTTP/1.1 without TLS only, and without the other features of the gateway,"
                            + " which leaves the machine more to bear requests with.")
    private boolean isPlain;

    @Option(
            names = "--service",
            paramLabel = "FILE",
            description =
                    "Use the service of this manifest instead of our own upstream; then only what can be seen from"
                            + " outside is counted.")
    private String service = "";

    @Option(
            names = "--artefact",
            paramLabel = "FILE",
            description = "With --service: what is released, if the service needs an artefact.")
    private String artefact = "";

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description =
                    "With --service: what is asked for, with GET (default: ${DEFAULT-VALUE}).")
    private String path = "/";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Empty directory to use and to keep, with all logs (default: a temporary one).")
    private String data = "";

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        var plan = plan();
        out.println("seed " + plan.seed());
        var report = new LossRun(plan, Program.current(), out).run();
        report.lines().forEach(out::println);
        load.write(report.json());
        return report.isKept() ? 0 : 1;
    }

    private LossPlan plan() {
        if (!(minutes > 0 && minutes <= 60 * 24 * 7)) {
            throw ApiException.usage(
                    "--minutes: " + minutes + " (expected: more than 0, at most a week)");
        }
        if (service.isEmpty() && !artefact.isEmpty()) {
            throw ApiException.usage("--artefact: (expected: only together with --service)");
        }
        try {
            return new LossPlan(
                    Duration.ofMillis((long) (minutes * 60_000)),
                    load.rate(),
                    load.seed(),
                    DurationText.parse(late),
                    isPlain,
                    file(data),
                    service.isEmpty() ? Optional.empty() : Optional.of(foreign()));
        } catch (IllegalArgumentException e) {
            throw ApiException.usage("--late: " + e.getMessage());
        }
    }

    private LossPlan.Foreign foreign() {
        return new LossPlan.Foreign(Path.of(service), file(artefact), path);
    }

    private static Optional<Path> file(String name) {
        return Optional.of(name)
                .filter(text -> !text.isEmpty())
                .map(text -> Path.of(text).toAbsolutePath().normalize());
    }
}
