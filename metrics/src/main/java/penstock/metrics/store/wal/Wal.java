package penstock.metrics.store.wal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.Folders;

/// A folder of segments. The last one is appended to; a new one is begun at each opening and whenever one is large.
/// For one thread at a time.
public final class Wal implements AutoCloseable {
    /// Takes what is read.
    public interface Handler {
        /// The records that follow are those of this segment.
        void segment(int number);

        /// @throws penstock.metrics.store.bytes.DamageException when it makes no sense
        void record(int type, byte[] bytes, int from, int length);
    }

    private static final String SUFFIX = ".wal";

    private final Path folder;
    private final SegmentFile.Opening opening;

    /// The closed segments and their sizes.
    private final TreeMap<Integer, Long> closed = new TreeMap<>();

    private @Nullable SegmentFile current;
    private int number;
    private long length;

    /// Whether something may lie behind `length`.
    private boolean isDirty;

    private Wal(Path folder, SegmentFile.Opening opening) {
        this.folder = folder;
        this.opening = opening;
    }

    /// Reads all there is, in order. A tail that was cut short is cut off; a segment that is damaged before its end is copied into the
    /// other folder and replaced by what of it is whole.
    public static Opened open(
            Path folder, Path damaged, SegmentFile.Opening opening, Handler handler)
            throws IOException {
        Files.createDirectories(folder);
        Folders.deleteUnfinished(folder);
        var wal = new Wal(folder, opening);
        var faults = new ArrayList<WalFault>();
        for (int segment : wal.segments()) {
            wal.number = segment;
            faults.addAll(wal.read(segment, damaged, handler));
        }
        return new Opened(wal, List.copyOf(faults));
    }

    private List<WalFault> read(int segment, Path damaged, Handler handler) throws IOException {
        var path = path(segment);
        try (var scan = new SegmentScan(path)) {
            if (scan.isUnborn()) {
                Files.delete(path);
                return List.of();
            }
            handler.segment(segment);
            scan.run(handler);
            repair(path, damaged, scan);
            closed.put(segment, Files.size(path));
            return scan.faults();
        }
    }

    /// A log that was read, and what was wrong with it.
    public record Opened(Wal wal, List<WalFault> faults) {}

    private List<Integer> segments() throws IOException {
        var numbers = new ArrayList<Integer>();
        try (var files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{8}\\" + SUFFIX))
                    .forEach(name -> numbers.add(Integer.parseInt(name.substring(0, 8))));
        }
        numbers.sort(null);
        return numbers;
    }

    private Path path(int segment) {
        return folder.resolve(String.format(Locale.ROOT, "%08d%s", segment, SUFFIX));
    }

    /// What cannot be repaired because the disk is full stays as it is: it can be read again as well as this time.
    private static void repair(Path path, Path damaged, SegmentScan scan) {
        try {
            if (!scan.faults().isEmpty() && scan.faults().stream().allMatch(WalFault::isTail)) {
                cut(path, scan.faults().getFirst().from());
            } else if (!scan.faults().isEmpty()) {
                Folders.keepCopy(path, damaged);
                scan.keepWhole();
            }
        } catch (IOException _) {
            // it is reported as damaged in any case
        }
    }

    private static void cut(Path path, long length) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    /// Sees to a segment that can be appended to, and says its number. It may be another one than last time.
    public int prepare(long segmentBytes) throws IOException {
        var segment = current;
        if (segment != null && length >= segmentBytes) {
            cutBack(segment);
            roll();
        }
        if (current == null) {
            begin();
        }
        return number;
    }

    private void begin() throws IOException {
        var created = opening.create(path(number + 1));
        try {
            created.write(SegmentScan.HEAD, 0, SegmentScan.HEAD.length);
            created.sync();
            Folders.sync(folder);
        } catch (IOException | RuntimeException | Error e) {
            created.close();
            throw e;
        }
        number++;
        length = SegmentScan.HEAD.length;
        isDirty = false;
        current = created;
    }

    /// Whether nothing was appended yet to the segment that [#prepare] saw to.
    public boolean isFresh() {
        return length == SegmentScan.HEAD.length;
    }

    /// Appends records, all or none; on return they are on disk. After a failure nothing of them is left, or what is left is cut off before
    /// anything else is appended.
    public void append(List<ByteWriter> records) throws IOException {
        var segment = current;
        if (segment == null) {
            throw new IllegalStateException("no segment (expected: prepare() before append())");
        }
        cutBack(segment);
        isDirty = true;
        long total = 0;
        try {
            for (var record : records) {
                segment.write(record.array(), 0, record.size());
                total += record.size();
            }
            segment.sync();
        } catch (IOException e) {
            tryToCutBack(segment, e);
            throw e;
        }
        length += total;
        isDirty = false;
    }

    private void cutBack(SegmentFile segment) throws IOException {
        if (isDirty) {
            segment.cutBack(length);
            segment.sync();
            isDirty = false;
        }
    }

    private void tryToCutBack(SegmentFile segment, IOException reason) {
        try {
            cutBack(segment);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /// Closes the segment that is appended to; the next record goes to another one.
    public void roll() throws IOException {
        var segment = current;
        if (segment == null) {
            return;
        }
        cutBack(segment);
        segment.close();
        closed.put(number, length);
        current = null;
    }

    /// The number that the segment has, or had, that was appended to last.
    public int number() {
        return number;
    }

    /// The closed segments, the oldest first.
    public List<Integer> closed() {
        return List.copyOf(closed.keySet());
    }

    /// Deletes a closed segment.
    public void drop(int segment) throws IOException {
        Files.deleteIfExists(path(segment));
        closed.remove(segment);
    }

    public long bytes() {
        long total = current == null ? 0 : length;
        for (long size : closed.values()) {
            total += size;
        }
        return total;
    }

    @Override
    public void close() throws IOException {
        roll();
    }
}
