package penstock.capabilities.telemetry.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.promql.Cancellation;
import penstock.testkit.SmallDisk;

/// A detector whose model is on a disk that is really full.
final class FullDiskTest {
    private static final long MINUTE = 60_000;
    private static final long START = 1_000_000 * MINUTE;

    @TempDir private Path folder;
    private final FixedSource source = new FixedSource();

    private static OptionalDouble value(long time, int signal) {
        var noise = new SplittableRandom(time * 31 + signal).nextDouble();
        return OptionalDouble.of(100 + 10 * noise);
    }

    /// The last page of a file takes some more lines though the disk is full, so it is full for an hour. Points that could not
    /// be kept are asked for once more, and a line that was cut spoils none after it.
    @Test
    void itGoesOnAndAfterARestartItIsAsIfAllHadBeenKept() throws IOException {
        source.put("latency", time -> value(time, 1));
        source.put("errors", time -> value(time, 2));
        var place = Files.createDirectory(folder.resolve("disk"));
        var mounted = SmallDisk.mount(place, 4);
        if (mounted.isEmpty()) {
            return;
        }
        try (var disk = mounted.get();
                var log = new RecordedLog()) {
            var path = place.resolve("shop.model");
            var watched = new Watched(WatchedTest.spec(), new ModelFile(path), 1);
            var whole = folder.resolve("whole.model");
            var elsewhere = new Watched(WatchedTest.spec(), new ModelFile(whole), 1);
            for (var minute = 0; minute < 70; minute++) {
                if (minute == 2) {
                    disk.fill();
                }
                if (minute == 68) {
                    disk.free();
                }
                look(watched, minute);
                look(elsewhere, minute);
                assertThat(watched.view()).isEqualTo(elsewhere.view());
            }
            assertThat(path).content().isNotEqualTo(Files.readString(whole));
            assertThat(log.records).hasSize(1);

            var again = new Watched(WatchedTest.spec(), new ModelFile(path), 1);
            look(again, 70);
            look(elsewhere, 70);

            assertThat(again.view()).isEqualTo(elsewhere.view());
        }
    }

    private void look(Watched watched, int minute) {
        watched.look(source, new Cancellation(), START + minute * MINUTE);
    }

    /// What the file says of itself.
    private static final class RecordedLog extends Handler implements AutoCloseable {
        private final List<LogRecord> records = new CopyOnWriteArrayList<>();
        private final Logger logger = Logger.getLogger(ModelFile.class.getName());

        RecordedLog() {
            logger.addHandler(this);
            logger.setUseParentHandlers(false);
        }

        @Override
        public void publish(LogRecord event) {
            records.add(event);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
        }
    }
}
