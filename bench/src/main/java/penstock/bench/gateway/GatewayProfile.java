package penstock.bench.gateway;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import jdk.jfr.consumer.EventStream;
import penstock.bench.rig.ServiceClient;
import penstock.cli.api.ApiException;
import penstock.cli.local.Folders;
import penstock.cli.local.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "gateway-profile",
        mixinStandardHelpOptions = true,
        description =
                "Where our gateway spends its time under load, and what it allocates: the hottest frames and sites by Java's flight recorder.")
public final class GatewayProfile implements Callable<Integer> {
    private static final int SHOWN = 10;
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    /// How long after a load its last samples may come.
    private static final Duration DELAY = Duration.ofSeconds(3);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            description = "1k, 64k, upload-64k, tls-1k, http2-1k or websocket (default: 1k).")
    private String workload = Workload.SMALL.text();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long is looked (default: 10).")
    private int seconds = 10;

    @Option(
            names = "--features",
            paramLabel = "NAMES",
            description =
                    "Features that are on: every, or of cache, compression, access, sizes, cors, edits, rate, load, tracing, log and sampled-log, separated by commas (default: none).")
    private String features = "";

    @Override
    public Integer call() throws IOException {
        var wanted = Workload.parse(workload).getFirst();
        if (seconds < 1) {
            throw ApiException.usage("--seconds " + seconds + " (expected: 1 or more)");
        }
        var on = Feature.parse(features);
        var span = Duration.ofSeconds(seconds);
        var program = Program.current();
        var folder = Files.createTempDirectory("penstock-bench-gateway-");
        try (var field = Field.start(program, folder)) {
            var out = spec.commandLine().getOut();
            profile(field, wanted, on, span, out).print(SHOWN, out);
            Allocation.measure(field, on, List.of(wanted), span)
                    .values()
                    .forEach(each -> out.printf("%.0f bytes of heap for each request%n", each));
            return 0;
        } finally {
            Folders.delete(folder);
        }
    }

    /// Without the exact places a sample would count for the next point at which the code may be halted.
    private static List<String> options(Recording recording) {
        var options = new ArrayList<>(recording.options());
        options.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
        return options;
    }

    /// Samples of a gateway of its own under as much load as can be had.
    private static Samples profile(
            Field field, Workload workload, Set<Feature> features, Duration span, PrintWriter out)
            throws IOException {
        var events =
                Map.of(
                        Samples.JAVA, Map.of("period", "1 ms"),
                        Samples.NATIVE, Map.of("period", "1 ms"),
                        Samples.ALLOCATION, Map.of("throttle", "1000/s"));
        var recording = Recording.of(field.site().folder().resolve("profile"), events);
        var samples = new Samples();
        try (var own =
                        OwnGateway.start(
                                field.program(),
                                field.site(),
                                OwnKind.apart("profile-data", features),
                                options(recording));
                var stream = EventStream.openRepository(recording.repository())) {
            field.refusal(own.proxy(), workload)
                    .ifPresent(
                            reason -> {
                                throw ApiException.away(
                                        "The gateway does not serve %s: %s"
                                                .formatted(workload.text(), reason));
                            });
            samples.listenTo(stream);
            stream.startAsync();
            field.warmUp(own.proxy(), workload, WARM_UP.compareTo(span) < 0 ? WARM_UP : span);
            samples.count(true);
            var before = own.proxy().process().times();
            double perSecond = field.warmUp(own.proxy(), workload, span);
            var spent = own.proxy().process().times().minus(before);
            samples.count(false);
            out.printf(
                    Locale.ROOT,
                    "%s: %.0f/s, %.2f s of processor time for 100,000 requests, %.0f %% of it in the kernel%n",
                    workload.text(),
                    perSecond,
                    spent.all() / (perSecond * span.toSeconds()) * 100_000,
                    100 * spent.system() / spent.all());
            ServiceClient.pause(DELAY);
        }
        return samples;
    }
}
