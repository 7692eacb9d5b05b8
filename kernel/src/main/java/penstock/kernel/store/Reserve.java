package penstock.kernel.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.kernel.LogKeys;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Size;

/// Room that is taken while there is some, for writes that must be possible on a full disk (see [Write#outranks]): a file of
/// real blocks, `<file>.reserve`. Given up in portions, each of which goes into the write-ahead log at once, so that no other
/// program gets it. While it is not whole, other writes are refused; it is made whole again as soon as there is room.
///
/// On a file system that never writes in place (copy-on-write), what the log was given does not help; the portions that were
/// given up still do, unless another program is faster.
///
/// Used by the writer thread alone once the store is open.
final class Reserve {
    /// Enough for some tens of rollouts to be taken back: order, rollback and outcome of one with an ordinary journal need
    /// 100 KiB, of one with the longest journal 500 KiB.
    static final Size SIZE = new Size(4 << 20);

    /// More than the largest of these writes takes, so that one portion is enough for most.
    private static final long PORTION = 512 << 10;

    /// What of a portion stays outside the log, for its index, which grows by 32 KiB at a time.
    private static final long FOR_THE_INDEX = 64 << 10;

    /// Room that must be there besides: taking the last byte would only make the disk full again.
    private static final long MARGIN = 1 << 20;

    private static final int CHUNK = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

    private final Path store;
    private final Path file;

    /// Filled with chance, because a file system that compresses would give zeros no room.
    private final byte[] filling = new byte[CHUNK];

    /// How much of the file has its blocks.
    private long held;

    /// Why it cannot be made whole, if not for want of room.
    private Optional<String> obstacle = Optional.empty();

    private Reserve(Path store) {
        this.store = store;
        this.file = of(store);
        new Random(0).nextBytes(filling);
    }

    /// Where the reserve of a store is.
    static Path of(Path store) {
        return store.resolveSibling(store.getFileName() + ".reserve");
    }

    /// Takes the room, or as much of it as can be spared: the store's own files come first. What an earlier store left is written
    /// once more: it may be a copy without blocks.
    static Reserve open(Path store) {
        var reserve = new Reserve(store);
        reserve.take();
        if (reserve.obstacle.isPresent()) {
            LOG.atError()
                    .addKeyValue(LogKeys.FILE, reserve.file)
                    .addKeyValue(LogKeys.CAUSE, reserve.obstacle.get())
                    .log("the reserve cannot be written, changes are refused until it can");
        } else if (!reserve.isWhole()) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.FILE, reserve.file)
                    .addKeyValue(LogKeys.HELD, new Size(reserve.held))
                    .log("no room for the reserve, changes are refused until there is");
        }
        return reserve;
    }

    boolean isWhole() {
        return held == SIZE.bytes();
    }

    /// Makes it whole if there is room; whether it is.
    boolean restore() {
        if (!isWhole() && free() >= SIZE.bytes() - held + MARGIN) {
            take();
            if (isWhole()) {
                LOG.atInfo().addKeyValue(LogKeys.FILE, file).log("the reserve is whole again");
            }
        }
        return isWhole();
    }

    /// Bytes that there is room for; 0 where the system does not say.
    private long free() {
        try {
            return Files.getFileStore(store).getUsableSpace();
        } catch (IOException _) {
            return 0;
        }
    }

    /// Writes block after block until it is whole or there is no room to spare. What the file has already is written over, which
    /// takes no room unless it has holes.
    private void take() {
        obstacle = Optional.empty();
        try (var channel = openFile()) {
            long there = channel.size();
            while (!isWhole() && (held < there || free() >= MARGIN + CHUNK)) {
                long left = SIZE.bytes() - held;
                var bytes = ByteBuffer.wrap(filling, 0, (int) Math.min(CHUNK, left));
                held += channel.write(bytes, held);
            }
            channel.truncate(held);
        } catch (IOException e) {
            obstacle = free() < MARGIN ? Optional.empty() : Optional.of(String.valueOf(e));
            spare();
        }
    }

    /// Gives back what was taken of the margin, by filling holes.
    private void spare() {
        if (held == 0) {
            return;
        }
        try (var channel = openFile()) {
            held = Math.max(0, held - Math.max(0, MARGIN - free()));
            channel.truncate(held);
        } catch (IOException e) {
            obstacle = Optional.of(String.valueOf(e));
        }
    }

    private FileChannel openFile() throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /// Gives a portion up for the write-ahead log; false when nothing is left.
    boolean give() {
        if (held == 0) {
            return false;
        }
        if (isWhole()) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.FILE, file)
                    .log("the disk is full, the reserve is used for what outranks that");
        }
        long portion = Math.min(PORTION, held);
        try (var channel = openFile()) {
            channel.truncate(held - portion);
            held -= portion;
            lengthenLog(portion - FOR_THE_INDEX);
            return true;
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue(LogKeys.FILE, file)
                    .addKeyValue(LogKeys.CAUSE, e.getMessage())
                    .log("the reserve cannot be given up");
            return false;
        }
    }

    /// SQLite takes what lies behind the log's last valid frame for what it is, leftovers, and writes over it.
    private void lengthenLog(long bytes) {
        var log = store.resolveSibling(store.getFileName() + "-wal");
        try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            long end = channel.size() + bytes;
            for (long at = channel.size(); at < end; ) {
                at += channel.write(ByteBuffer.allocate((int) Math.min(CHUNK, end - at)), at);
            }
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue(LogKeys.FILE, log)
                    .addKeyValue(LogKeys.CAUSE, e.getMessage())
                    .log("not all of a portion went into the log");
        }
    }

    /// What other writes hear while it is not whole.
    ProblemException refusal() {
        return new ProblemException(
                new Problem.Unavailable(obstacle.map(this::explain).orElseGet(this::explainFull)));
    }

    private String explain(String why) {
        return file
                + " cannot be written ("
                + why
                + "; expected: a file of this user's). It keeps room for aborts and rollbacks on a full disk, and without it changes"
                + " are refused. Nothing was stored. Make it writable or delete it; no restart is needed.";
    }

    private String explainFull() {
        return "The disk is full: "
                + store
                + " keeps the room that is left for aborts and rollbacks ("
                + new Size(held)
                + " of "
                + SIZE
                + "). Nothing was stored. Free some space, at least "
                + new Size(SIZE.bytes() - held + MARGIN)
                + "; no restart is needed.";
    }
}
