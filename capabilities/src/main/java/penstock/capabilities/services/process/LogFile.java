package penstock.capabilities.services.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import penstock.capabilities.services.InstanceLog;
import penstock.capabilities.services.LogSpec;

/// The output of one instance: `current.log`, which the program appends to, and older files named after the position
/// of their first byte. The program keeps its file open for good, so rotation copies the beginning of the current file
/// and then cuts it off: in one step where the file system can (nothing is lost), else by copying until nothing new is
/// there and truncating (what is written between those two, some microseconds, is lost).
final class LogFile implements InstanceLog {
    static final String CURRENT = "current.log";

    private static final int LAST_LINES = 10;
    private static final int BLOCK = 4_096;
    private static final int MAX_TAIL = 16 << 20;

    /// Left free on the disk by a rotation: what the store needs comes before old output.
    private static final long SPARE = 1 << 20;

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Path directory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition growth = lock.newCondition();

    LogFile(Path directory) {
        this.directory = directory;
    }

    /// A file and where in the stream it lies.
    private record Piece(Path file, long from, long to) {}

    Path current() {
        return directory.resolve(CURRENT);
    }

    Path directory() {
        return directory;
    }

    /// Makes the directory, and finishes a rotation that a crash interrupted.
    void open() throws IOException {
        Files.createDirectories(directory);
        lock.lock();
        try {
            var pieces = pieces();
            if (pieces.size() >= 2 && isCopied(pieces.get(pieces.size() - 2), current())) {
                cut(Files.size(pieces.get(pieces.size() - 2).file()));
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean isCopied(Piece old, Path current) throws IOException {
        long length = old.to() - old.from();
        if (length == 0 || Files.size(current) < length) {
            return false;
        }
        int probe = (int) Math.min(length, BLOCK);
        return Arrays.equals(bytes(old.file(), 0, probe), bytes(current, 0, probe))
                && Arrays.equals(
                        bytes(old.file(), length - probe, probe),
                        bytes(current, length - probe, probe));
    }

    private void cut(long length) throws IOException {
        if (!Native.cutBeginning(current(), length)) {
            truncate();
        }
    }

    private void truncate() throws IOException {
        try (var channel = FileChannel.open(current(), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    /// Rotates if the current file has become too large, and removes files beyond the number to keep. Where the disk has
    /// no room for that, older output is dropped for newer.
    ///
    /// @return how many bytes were dropped for want of room
    long rotate(LogSpec spec) throws IOException {
        if (!Files.exists(current()) || Files.size(current()) < spec.maxSize().bytes()) {
            return 0;
        }
        lock.lock();
        try {
            long base = pieces().getLast().from();
            long blocks = (Files.size(current()) - 1) / BLOCK * BLOCK;
            long dropped = makeRoom(blocks);
            if (room() < blocks + SPARE) {
                return dropped + drop(base, blocks);
            }
            rotate(base, blocks);
            prune(spec.files());
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private void rotate(long base, long blocks) throws IOException {
        var copy = directory.resolve("rotating");
        var old = named(base);
        copyOrNothing(copy, blocks);
        Files.move(copy, old, StandardCopyOption.ATOMIC_MOVE);
        if (!Native.cutBeginning(current(), blocks)) {
            long copied = blocks;
            while (copied < Files.size(current())) {
                long size = Files.size(current());
                copy(old, copied, size, true);
                copied = size;
            }
            truncate();
        }
    }

    private Path named(long from) {
        return directory.resolve(String.format(Locale.ROOT, "%019d.log", from));
    }

    private long room() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /// Removes older files, the oldest first, until there is room for as many bytes or none is left.
    private long makeRoom(long bytes) throws IOException {
        long dropped = 0;
        var pieces = pieces();
        for (var piece : pieces.subList(0, pieces.size() - 1)) {
            if (room() >= bytes + SPARE) {
                break;
            }
            Files.deleteIfExists(piece.file());
            dropped += piece.to() - piece.from();
        }
        return dropped;
    }

    /// Cuts the beginning off without keeping it. An empty file stands for what is missing, so that positions go on.
    private long drop(long base, long blocks) throws IOException {
        long dropped = blocks;
        if (!Native.cutBeginning(current(), blocks)) {
            dropped = Files.size(current());
            truncate();
        }
        Files.deleteIfExists(named(base + dropped));
        Files.createFile(named(base + dropped));
        return dropped;
    }

    /// Adds a line of our own to what the program writes.
    void remark(String words) throws IOException {
        Files.writeString(current(), "penstock: " + words + "\n", StandardOpenOption.APPEND);
    }

    private void copyOrNothing(Path to, long end) throws IOException {
        try {
            copy(to, 0, end, false);
        } catch (IOException e) {
            Files.deleteIfExists(to);
            throw e;
        }
    }

    private void copy(Path to, long start, long end, boolean isMore) throws IOException {
        try (var source = FileChannel.open(current(), StandardOpenOption.READ);
                var target =
                        FileChannel.open(
                                to,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                isMore
                                        ? StandardOpenOption.APPEND
                                        : StandardOpenOption.TRUNCATE_EXISTING)) {
            long at = start;
            while (at < end) {
                at += source.transferTo(at, end - at, target);
            }
        }
    }

    private void prune(int files) throws IOException {
        var pieces = pieces();
        for (var piece : pieces.subList(0, Math.max(0, pieces.size() - files))) {
            Files.deleteIfExists(piece.file());
        }
    }

    /// Oldest first; the current file is always the last.
    private List<Piece> pieces() throws IOException {
        var pieces = new ArrayList<Piece>();
        if (!Files.isDirectory(directory)) {
            return List.of(new Piece(current(), 0, 0));
        }
        try (var files = Files.newDirectoryStream(directory, "[0-9]*.log")) {
            for (var file : files) {
                var name = file.getFileName().toString();
                long from = Long.parseLong(name.substring(0, name.length() - ".log".length()));
                pieces.add(new Piece(file, from, from + Files.size(file)));
            }
        }
        pieces.sort(Comparator.comparingLong(Piece::from));
        long base = pieces.isEmpty() ? 0 : pieces.getLast().to();
        long size = Files.exists(current()) ? Files.size(current()) : 0;
        pieces.add(new Piece(current(), base, base + size));
        return pieces;
    }

    @Override
    public long end() {
        return locked(() -> pieces().getLast().to());
    }

    @Override
    public List<String> tail(int lines) {
        return locked(
                () -> {
                    long end = pieces().getLast().to();
                    long start = startOfLast(lines, end);
                    var text = text(read(start, end));
                    return text.isEmpty() ? List.of() : text.lines().toList();
                });
    }

    /// The end of the log as the end of a message.
    String lastLines() {
        var lines = tail(LAST_LINES);
        return lines.isEmpty()
                ? ". It wrote nothing to its log"
                : ". Its last log lines:\n" + String.join("\n", lines);
    }

    @Override
    public long startOfLast(int lines) {
        return locked(() -> startOfLast(lines, pieces().getLast().to()));
    }

    private long startOfLast(int lines, long end) throws IOException {
        long first = pieces().getFirst().from();
        if (lines <= 0) {
            return end;
        }
        for (long window = 1 << 14; ; window *= 4) {
            long start = Math.max(first, end - Math.min(window, MAX_TAIL));
            var bytes = read(start, end);
            int found = 0;
            for (int i = bytes.length - 2; i >= 0; i--) {
                if (bytes[i] == '\n' && ++found == lines) {
                    return start + i + 1;
                }
            }
            if (start == first || window >= MAX_TAIL) {
                return start;
            }
        }
    }

    @Override
    public Chunk read(long from, int maxBytes, Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                var pieces = pieces();
                long start = Math.clamp(from, pieces.getFirst().from(), pieces.getLast().to());
                long end = Math.min(pieces.getLast().to(), start + maxBytes);
                var bytes = read(start, end);
                int whole = whole(bytes, end == pieces.getLast().to());
                long left = deadline - System.nanoTime();
                if (whole > 0 || left <= 0) {
                    return new Chunk(start, start + whole, text(Arrays.copyOf(bytes, whole)));
                }
                growth.awaitNanos(Math.min(left, LOOK.toNanos()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /// How many of the bytes are whole characters: at most three at the end may belong to one that is not complete.
    private static int whole(byte[] bytes, boolean isEnd) {
        int at = bytes.length - 1;
        int back = 0;
        while (at >= 0 && back < 3 && (bytes[at] & 0xC0) == 0x80) {
            at--;
            back++;
        }
        if (at < 0) {
            return bytes.length;
        }
        int lead = bytes[at] & 0xFF;
        int needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        boolean isOpen = needed > back + 1;
        // A piece of nothing but the start of a character is passed on as it is, or nothing would
        // ever move.
        return isOpen && (at > 0 || isEnd) ? at : bytes.length;
    }

    private byte[] read(long from, long to) throws IOException {
        var all = ByteBuffer.allocate(Math.toIntExact(to - from));
        for (var piece : pieces()) {
            long start = Math.max(from, piece.from());
            long end = Math.min(to, piece.to());
            if (start < end) {
                all.put(bytes(piece.file(), start - piece.from(), (int) (end - start)));
            }
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    private static byte[] bytes(Path file, long from, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, from + bytes.position()) < 0) {
                    break;
                }
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T locked(Reading<T> reading) {
        lock.lock();
        try {
            return reading.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }
}
