package penstock.kernel.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.kernel.LogKeys;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The checkpoint file: only ever appended to. It begins with a checkpoint of the empty log, so that a missing or
/// shortened beginning shows. Copy it elsewhere from time to time: who can write both files and holds the key could
/// rewrite both.
public final class Checkpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final FileChannel channel;
    private final AuditKey key;

    private Checkpoints(FileChannel channel, AuditKey key) {
        this.channel = channel;
        this.key = key;
    }

    /// Opens the file, or creates it.
    ///
    /// @param sequence the last entry of the audit log: while there is none, a new file gets its beginning
    /// @throws ProblemException `Unavailable` when the log is empty and the file vouches for entries: they were lost
    public static Checkpoints open(Path file, AuditKey key, long sequence, Instant now)
            throws IOException {
        var channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        var checkpoints = new Checkpoints(channel, key);
        try {
            var lines = wholeLines(file);
            channel.truncate(lines.length);
            compare(file, covered(lines), sequence);
            if (lines.length == 0 && sequence == 0) {
                checkpoints.append(0, AuditChain.START, now);
            }
            return checkpoints;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// The file without a line that a crash cut short.
    private static byte[] wholeLines(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    /// The entry that the last line vouches for; 0 when that is not known.
    private static long covered(byte[] lines) {
        var text = new String(lines, StandardCharsets.UTF_8);
        try {
            return Checkpoint.parse(text.lines().reduce("", (_, line) -> line)).sequence();
        } catch (IllegalArgumentException _) {
            return 0;
        }
    }

    /// A log that ends before its last checkpoint has lost entries, and the store what they tell of. That is so after a
    /// restore, and otherwise the only sign of a cut write-ahead log.
    private static void compare(Path file, long covered, long sequence) {
        if (covered > 0 && sequence == 0) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "The store is empty, but "
                                    + file
                                    + " vouches for "
                                    + covered
                                    + " audit entries: the store was lost. Put the latest backup in"
                                    + " its place. To begin anew, move that file away, too."));
        }
        if (covered > sequence) {
            LOG.atError()
                    .addKeyValue(LogKeys.SEQUENCE, sequence)
                    .addKeyValue("covered", covered)
                    .log(
                            "the last changes were lost: the audit log ends before its last checkpoint");
        }
    }

    /// Durable when it returns.
    public void append(long sequence, String hash, Instant now) throws IOException {
        var line = Checkpoint.signed(sequence, hash, now, key).line() + "\n";
        long before = channel.size();
        var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            long at = before;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            channel.force(true);
        } catch (IOException e) {
            channel.truncate(before);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
