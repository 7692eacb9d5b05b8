package penstock.metrics.store.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.Checksum;

final class SegmentScanTest {
    private static final int RECORD = 50_000;
    private static final int LITTLE = 2_000_000;

    @TempDir private Path folder;

    private static final class Seen implements Wal.Handler {
        private final List<Integer> checksums = new ArrayList<>();

        @Override
        public void segment(int number) {}

        @Override
        public void record(int type, byte[] bytes, int from, int length) {
            checksums.add(Checksum.of(bytes, from, length));
        }
    }

    private Wal open(Seen seen) throws IOException {
        return Wal.open(
                        folder.resolve("wal"),
                        folder.resolve("damaged"),
                        SegmentFile.Opening.OF_DISK,
                        seen)
                .wal();
    }

    private List<Integer> write(int records) throws IOException {
        var random = new Random(3);
        var checksums = new ArrayList<Integer>();
        try (var wal = open(new Seen())) {
            var bytes = new byte[RECORD];
            for (int i = 0; i < records; i++) {
                random.nextBytes(bytes);
                checksums.add(Checksum.of(bytes, 0, RECORD));
                var out = new ByteWriter(RECORD + 100);
                int begin = Frames.begin(out);
                out.bytes(bytes, 0, RECORD);
                Frames.end(out, begin, 3);
                wal.prepare(Long.MAX_VALUE);
                wal.append(List.of(out));
            }
        }
        return checksums;
    }

    /// Reads the log and says how many bytes of the heap that took.
    private long read(Seen seen) throws IOException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        open(seen);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void aSegmentOfAnySizeIsReadWithLittleMemoryAlsoWhenItIsDamaged() throws IOException {
        var written = write(400);
        read(new Seen());

        var whole = new Seen();
        assertThat(read(whole)).isLessThan(LITTLE);
        assertThat(whole.checksums).isEqualTo(written);

        var file = folder.resolve("wal/00000001.wal");
        var bytes = Files.readAllBytes(file);
        bytes[1_000_000] ^= 1;
        Files.write(file, bytes);
        var damaged = new Seen();
        assertThat(read(damaged)).isLessThan(LITTLE);
        assertThat(damaged.checksums).hasSize(399).isSubsetOf(written);
        assertThat(folder.resolve("damaged/00000001.wal")).hasBinaryContent(bytes);

        var repaired = new Seen();
        read(repaired);
        assertThat(repaired.checksums).isEqualTo(damaged.checksums);
        assertThat(Files.size(file)).isEqualTo(bytes.length - RECORD - (long) Frames.HEAD);
    }
}
