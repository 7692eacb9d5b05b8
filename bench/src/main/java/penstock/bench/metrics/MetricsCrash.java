package penstock.bench.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import penstock.bench.metrics.CrashSamples.Kind;
import penstock.cli.api.ApiException;
import penstock.metrics.store.TimeSeriesStore;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Kills a process that stores samples, again and again, and looks each time whether everything is there that was acknowledged. The exit code is 0
/// only when nothing is missing, doubled or made up.
@Command(
        name = "metrics-crash",
        mixinStandardHelpOptions = true,
        description = {
            "Whether samples survive kill -9 during ingestion and compaction.",
            "A process stores numbers, histograms, late samples and exemplars with several threads and is killed at random moments."
        })
public final class MetricsCrash implements Callable<Integer> {
    private static final int LONGEST_LIFE_MILLIS = 900;

    /// One kill of so many comes at any time after the process was started, also while it opens the store.
    private static final int EARLY = 6;

    /// Steps that are sent again after a kill, as by somebody who does not know what became of them.
    private static final int AGAIN = 5;

    private static final int KILLED = 128 + 9;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--kills", paramLabel = "N", description = "Kills (default: 100).")
    private int kills = 100;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides when kills come (default: 1).")
    private long seed = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the result there.")
    private Optional<Path> json = Optional.empty();

    private final CrashCheck check = new CrashCheck();
    private int blocks;
    private int tails;
    private int early;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (kills < 1) {
            throw ApiException.usage("--kills: " + kills + " (expected: 1 or more)");
        }
        var out = spec.commandLine().getOut();
        var folder = Files.createTempDirectory("penstock-metrics-crash");
        var random = new Random(seed);
        out.printf("%d kills, seed %d, in %s%n", kills, seed, folder);
        int first = 0;
        for (int kill = 1; kill <= kills && check.faultCount() == 0; kill++) {
            appendUntilKilled(folder, first, random);
            first = look(folder);
            if (kill % 10 == 0 || kill == kills) {
                tell(out, kill);
            }
        }
        check.faults().forEach(out::println);
        if (json.isPresent()) {
            Files.writeString(json.get(), Text.writeJson(result()));
        }
        if (check.faultCount() > 0) {
            out.printf("%d faults; the store was left in %s%n", check.faultCount(), folder);
            return 1;
        }
        Leftovers.delete(folder);
        return 0;
    }

    private void tell(PrintWriter out, int kill) {
        out.printf(
                Locale.ROOT,
                "kill %d: %d samples acknowledged, %d there, %d faults; %d blocks, %d torn tails so far%n",
                kill,
                check.acknowledged(),
                check.found(),
                check.faultCount(),
                blocks,
                tails);
    }

    private Node result() {
        var result = new LinkedHashMap<String, Node>();
        result.put("kills", Node.number(kills));
        result.put("earlyKills", Node.number(early));
        result.put("seed", Node.number(seed));
        result.put("acknowledged", Node.number(check.acknowledged()));
        result.put("found", Node.number(check.found()));
        result.put("mostBlocks", Node.number(blocks));
        result.put("tornTails", Node.number(tails));
        result.put("faultCount", Node.number(check.faultCount()));
        result.put("faults", Node.list(check.faults().stream().map(Node::text).toList()));
        return Node.map(result);
    }

    /// Opens the store after a kill. The step from which the next process goes on.
    private int look(Path folder) {
        try (var store = TimeSeriesStore.open(folder, CrashSamples.SETTINGS, CrashSamples.CLOCK)) {
            check.look(store);
            blocks = Math.max(blocks, store.size().blocks());
            tails += store.conditions().isEmpty() ? 0 : 1;
            int reached = store.newest() < 0 ? 0 : Kind.IN_ORDER.step(store.newest());
            return Math.max(0, reached - AGAIN);
        }
    }

    private void appendUntilKilled(Path folder, int first, RandomGenerator random)
            throws IOException, InterruptedException {
        boolean isEarly = random.nextInt(EARLY) == 0;
        early += isEarly ? 1 : 0;
        long life = TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_LIFE_MILLIS));
        var process = start(folder, first);
        var begun = new CountDownLatch(isEarly ? 0 : 1);
        // through the handle: the process itself would close its output before it is read to the
        // end
        var killing =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    awaitQuietly(begun);
                                    LockSupport.parkNanos(life);
                                    process.toHandle().destroyForcibly();
                                });
        try (var output = new BufferedReader(process.inputReader())) {
            read(output, begun);
        } finally {
            begun.countDown();
            killing.join();
        }
        int code = process.waitFor();
        if (code != KILLED) {
            throw new IllegalStateException(
                    "the writer ended by itself with exit code " + code + " (expected: killed)");
        }
    }

    /// The very last line may have been cut by the kill.
    private void read(BufferedReader output, CountDownLatch begun) throws IOException {
        var before = output.readLine();
        if (before == null) {
            return;
        }
        begun.countDown();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            check.add(Acknowledged.of(before));
            before = line;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private static Process start(Path folder, int first) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashWriter.class.getName(),
                        folder.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
