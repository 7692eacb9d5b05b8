package penstock.bench.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import penstock.cli.api.ApiException;
import penstock.cli.local.Program;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Measures the store of time series by itself, in processes with the options of the server's JVM. The exit code is 0 only when all budgets are
/// met.
@Command(
        name = "metrics-store",
        mixinStandardHelpOptions = true,
        description = {
            "How fast samples are stored, and what room they take.",
            "Stores three hours of scrapes of pods, every 15 s, as fast as it can; each scrape is durable before the next. After two hours the"
                    + " process ends and another one opens the store."
        })
public final class MetricsStore implements Callable<Integer> {
    /// Two hours, and a little more than three, after which the first block is written.
    private static final int ROUNDS_OF_HEAD = 480;

    private static final int ROUNDS = 730;

    private static final double LEAST_SPEED = 300_000;
    private static final double MOST_MEMORY = 1_200;
    private static final double MOST_DISK = 1.5;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--series",
            paramLabel = "N",
            description = "Series, in hundreds (default: 20000).")
    private int series = 20_000;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all values (default: 1).")
    private long seed = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there too.")
    private String json = "";

    private final Map<String, Node> figures = new LinkedHashMap<>();
    private boolean isMet = true;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (series < Workload.SERIES_OF_POD || series % Workload.SERIES_OF_POD != 0) {
            throw ApiException.usage("--series: " + series + " (expected: 100, 200, …)");
        }
        var out = spec.commandLine().getOut();
        var folder = Files.createTempDirectory("penstock-metrics-store");
        out.printf("%d series, seed %d, in %s%n", series, seed, folder);
        try {
            tell(out, life(folder, 0, ROUNDS_OF_HEAD), life(folder, ROUNDS_OF_HEAD, ROUNDS));
        } finally {
            Leftovers.delete(folder);
        }
        if (!json.isEmpty()) {
            Files.writeString(Path.of(json), Text.writeJson(Node.map(figures)) + "\n");
        }
        return isMet ? 0 : 1;
    }

    private void tell(
            PrintWriter out, Map<String, Double> firstLife, Map<String, Double> secondLife) {
        figure(out, "stored, a second and processor", firstLife, "samplesPerProcessorSecond");
        isMet &= of(firstLife, "samplesPerProcessorSecond") >= LEAST_SPEED;
        figure(out, "stored, a second", firstLife, "samplesPerSecond");
        figure(out, "heap of a series, bytes", firstLife, "heapBytesPerSeries");
        figure(out, "mapped of a series, bytes", firstLife, "mappedBytesPerSeries");
        double memory = of(firstLife, "heapBytesPerSeries") + of(firstLife, "mappedBytesPerSeries");
        isMet &= memory <= MOST_MEMORY;
        figure(out, "both", Map.of("bytesPerSeries", memory), "bytesPerSeries");
        double log = of(firstLife, "logBytes") / of(firstLife, "samples");
        figure(
                out,
                "log of a sample, bytes",
                Map.of("logBytesPerSample", log),
                "logBytesPerSample");
        double disk = of(secondLife, "blockBytes") / of(secondLife, "blockSamples");
        isMet &= disk <= MOST_DISK;
        figure(
                out,
                "block of a sample, bytes",
                Map.of("blockBytesPerSample", disk),
                "blockBytesPerSample");
        figure(out, "opening with two hours, s", secondLife, "openSeconds");
    }

    private void figure(PrintWriter out, String meaning, Map<String, Double> from, String name) {
        double value = of(from, name);
        out.printf(Locale.ROOT, "%-34s %,14.3f%n", meaning, value);
        figures.put(name, Node.number(value));
    }

    private static double of(Map<String, Double> figures, String name) {
        var value = figures.get(name);
        if (value == null) {
            throw new IllegalStateException("the process did not tell \"" + name + "\"");
        }
        return value;
    }

    private Map<String, Double> life(Path folder, int from, int until)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Program.SERVER_OPTIONS);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreLife.class.getName(),
                        folder.toString(),
                        Integer.toString(series),
                        Long.toString(seed),
                        Integer.toString(from),
                        Integer.toString(until)));
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var told = new LinkedHashMap<String, Double>();
        try (var output = new BufferedReader(process.inputReader())) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                int space = line.indexOf(' ');
                told.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            }
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException("the process ended with " + code + " (expected: 0)");
        }
        return told;
    }
}
