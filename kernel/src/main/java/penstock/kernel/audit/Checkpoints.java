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
import java.util.Set;

/// The checkpoint file: only ever appended to. It begins with a checkpoint of the empty log, so that a missing or
/// shortened beginning shows. Copy it elsewhere from time to time: who can write both files and holds the key could
/// rewrite both.
public final class Checkpoints implements AutoCloseable {
    private final FileChannel channel;
    private final AuditKey key;

    private Checkpoints(FileChannel channel, AuditKey key) {
        this.channel = channel;
        this.key = key;
    }

    /// Opens the file, or creates it.
    ///
    /// @param isFirst whether the audit log is still empty: only then a new file gets its beginning
    public static Checkpoints open(Path file, AuditKey key, boolean isFirst, Instant now)
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
        channel.truncate(wholeLines(file));
        if (channel.size() == 0 && isFirst) {
            checkpoints.append(0, AuditChain.START, now);
        }
        return checkpoints;
    }

    /// How long the file is without a line that a crash cut short.
    private static long wholeLines(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
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
