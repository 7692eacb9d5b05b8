package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;

/// Kills a process that appends and compacts (`SIGKILL`), again and again: `-Dpenstock.kills=100` does it that often.
final class StoreCrashTest {
    private static final int KILLS = Integer.getInteger("penstock.kills", 12);

    /// One line of an appender: what it stored and had acknowledged.
    private record Acknowledged(int thread, int step, int stored) {
        static Acknowledged of(String line) {
            var words = List.of(line.split(" ", -1));
            return new Acknowledged(
                    Integer.parseInt(words.get(0)),
                    Integer.parseInt(words.get(1)),
                    Integer.parseInt(words.get(2)));
        }

        /// A thread that lags far behind the others is refused.
        boolean isRefused() {
            return stored == 0;
        }

        boolean hasLate() {
            return stored > CrashingAppender.SERIES;
        }
    }

    @TempDir private Path folder;

    @Test
    void everyAcknowledgedSampleIsThereOnceAfterKillsDuringIngestionAndCompaction()
            throws Exception {
        var random = new Random(20_261_125);
        var all = new ArrayList<Acknowledged>();
        int blocks = 0;
        int first = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            all.addAll(appendUntilKilled(first, 100 + random.nextInt(1_200)));

            try (var store = Stores.open(folder)) {
                assertThat(store.conditions())
                        .allMatch(one -> one.reason() == Condition.Reason.TORN_TAIL);
                var content = Stores.content(store);
                assertContains(content, all);
                assertNothingElse(content);
                blocks = Math.max(blocks, store.size().blocks());
                first =
                        (int) ((store.newest() - CrashingAppender.time(0)) / CrashingAppender.STEP)
                                + 1;
            }
        }
        assertThat(all.stream().filter(one -> !one.isRefused()).count())
                .isGreaterThanOrEqualTo(KILLS * 50L);
        assertThat(blocks).as("blocks, so that kills met compaction").isPositive();
    }

    private static void assertContains(
            Map<Labels, NavigableMap<Long, String>> content, List<Acknowledged> all) {
        for (var one : all) {
            if (one.isRefused()) {
                continue;
            }
            assertThat(one.stored).isGreaterThanOrEqualTo(CrashingAppender.SERIES);
            for (int i = 0; i < CrashingAppender.SERIES; i++) {
                var samples = samples(content, one.thread, i);
                long time = CrashingAppender.time(one.step);
                assertThat(samples.get(time)).as("%s", one).isEqualTo(text(time, one.step + i));
            }
            if (one.hasLate()) {
                long time = CrashingAppender.lateTime(one.step);
                assertThat(samples(content, one.thread, 0).get(time))
                        .as("late of %s", one)
                        .isEqualTo(text(time, -one.step));
            }
        }
    }

    private static NavigableMap<Long, String> samples(
            Map<Labels, NavigableMap<Long, String>> content, int thread, int series) {
        return content.getOrDefault(CrashingAppender.labels(thread, series), new TreeMap<>());
    }

    /// Whatever was not acknowledged is there as it was appended, or not at all.
    private static void assertNothingElse(Map<Labels, NavigableMap<Long, String>> content) {
        content.forEach(
                (labels, samples) ->
                        samples.forEach(
                                (time, text) -> {
                                    int i = Integer.parseInt(labels.metricName().substring(1));
                                    long sinceFirst = time - CrashingAppender.time(0);
                                    boolean isLate = sinceFirst % CrashingAppender.STEP != 0;
                                    int step =
                                            (int)
                                                    ((sinceFirst + (isLate ? 53 : 0))
                                                            / CrashingAppender.STEP);
                                    assertThat(text)
                                            .isEqualTo(text(time, isLate ? -step : step + i));
                                }));
    }

    private static String text(long time, double value) {
        var samples = new Samples();
        samples.add(time, value);
        return RandomSamples.text(samples, 0);
    }

    private List<Acknowledged> appendUntilKilled(int first, int count)
            throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xshare:auto",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashingAppender.class.getName(),
                                folder.toString(),
                                Integer.toString(first))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var lines = new ArrayList<String>();
        try (var output = new BufferedReader(process.inputReader())) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (lines.size() == count) {
                    // through the handle: the process itself would close its output before it is
                    // read to the end
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("exit code of a killed process").isEqualTo(128 + 9);
        // the very last line may have been cut by the kill
        return lines.subList(0, lines.size() - 1).stream().map(Acknowledged::of).toList();
    }
}
