package penstock.bench.loss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import penstock.cli.load.Shot;

/// Where requests come from, as a proxy tells that the gateway trusts, and who of them may use the service at what time. Some may always,
/// some never, and some are denied now and then by a file that is replaced during the run.
final class Addresses {
    /// What must become of a request.
    enum Verdict {
        ADMITTED,
        DENIED,
        /// The file was being replaced.
        EITHER
    }

    /// @param fromNanos before the file was replaced
    /// @param toNanos after that, both on the load's clock
    /// @param turn which addresses are denied from then on
    private record Change(long fromNanos, long toNanos, int turn) {}

    static final int FORBIDDEN = 403;

    private static final String FIELD = "X-Forwarded-For";
    private static final String ORDINARY = "10.1.";

    /// Within what is denied, but allowed by a narrower range of the other file.
    private static final String HOLE = "10.66.7.";

    private static final String DENIED = "10.66.";

    /// In neither list, while there is one of who may.
    private static final String UNKNOWN = "192.168.";

    /// Denied by turns.
    private static final String BY_TURNS = "10.77.";

    private static final int TURNS = 4;

    /// Ranges in the file that nobody comes from.
    private static final int OTHERS = 500;

    /// How often the gateway looks, and what it may take to read.
    static final long LOOK_NANOS = Duration.ofSeconds(2 + 2).toNanos();

    private final Path folder;
    private final List<Change> changes = new ArrayList<>();

    /// Writes the files for the first time.
    ///
    /// @param folder for them
    Addresses(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        write("allowed", HOLE + "0/24 # a hole in what is denied\n");
        write("denied", denied(0));
        changes.add(new Change(Long.MIN_VALUE, Long.MIN_VALUE, 0));
    }

    Path allowed() {
        return folder.resolve("allowed");
    }

    Path denied() {
        return folder.resolve("denied");
    }

    /// Replaces the file.
    ///
    /// @param clock the load's, in nanoseconds
    void turn(LongSupplier clock) throws IOException {
        int next = (changes() + 1) % TURNS;
        long from = clock.getAsLong();
        write("denied", denied(next));
        changed(from, clock.getAsLong(), next);
    }

    synchronized void changed(long fromNanos, long toNanos, int turn) {
        changes.add(new Change(fromNanos, toNanos, turn));
    }

    /// How often the file was replaced.
    synchronized int changes() {
        return changes.size() - 1;
    }

    private void write(String name, String text) throws IOException {
        var next = folder.resolve(name + ".next");
        Files.writeString(next, text);
        Files.move(
                next,
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String denied(int turn) {
        var text = new StringBuilder("# replaced now and then\n");
        for (int i = 0; i < OTHERS; i++) {
            text.append("198.18.").append(i % 256).append('.').append(i / 256).append('\n');
        }
        return text.append(BY_TURNS).append(turn).append(".0/24\n").toString();
    }

    /// A request from one of them.
    ///
    /// @param ordinary of 100 so many come from where nobody is ever denied, up to 85
    static Shot from(Shot shot, int ordinary, RandomGenerator random) {
        int kind = 85 - ordinary + random.nextInt(15 + ordinary);
        int last = 1 + random.nextInt(200);
        var address =
                kind < 85
                        ? ORDINARY + random.nextInt(20) + "." + last
                        : kind < 93
                                ? BY_TURNS + random.nextInt(TURNS) + "." + last
                                : kind < 96
                                        ? HOLE + last
                                        : kind < 98
                                                ? DENIED + random.nextInt(7) + "." + last
                                                : UNKNOWN + random.nextInt(9) + "." + last;
        return shot.with(FIELD, address);
    }

    /// Where it comes from; empty when nobody says.
    static String of(Shot shot) {
        int from = shot.fields().indexOf(FIELD + ": ");
        return from < 0
                ? ""
                : shot.fields()
                        .substring(from + FIELD.length() + 2, shot.fields().indexOf("\r\n", from));
    }

    /// Whether it comes from where it would be denied whatever the file says.
    static boolean isNeverAdmitted(Shot shot) {
        var address = of(shot);
        return (address.startsWith(DENIED) && !address.startsWith(HOLE))
                || address.startsWith(UNKNOWN);
    }

    /// @param lateNanos how much longer than usual a look may have taken
    synchronized Verdict verdict(Shot shot, long sentNanos, long endNanos, long lateNanos) {
        if (isNeverAdmitted(shot)) {
            return Verdict.DENIED;
        }
        var address = of(shot);
        if (!address.startsWith(BY_TURNS)) {
            return Verdict.ADMITTED;
        }
        int turn = address.charAt(BY_TURNS.length()) - '0';
        boolean isDenied = false;
        boolean isKnown = true;
        for (var change : changes) {
            if (change.fromNanos() > endNanos) {
                break;
            }
            boolean isPast =
                    change.toNanos() == Long.MIN_VALUE
                            || change.toNanos() + LOOK_NANOS + lateNanos < sentNanos;
            boolean isOther = isDenied != (change.turn() == turn);
            isKnown = isPast || (isKnown && !isOther);
            isDenied = change.turn() == turn;
        }
        if (!isKnown) {
            return Verdict.EITHER;
        }
        return isDenied ? Verdict.DENIED : Verdict.ADMITTED;
    }
}
