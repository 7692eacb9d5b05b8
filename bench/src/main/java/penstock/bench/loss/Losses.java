package penstock.bench.loss;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import penstock.bench.upstream.Records;
import penstock.cli.load.Ending;
import penstock.cli.load.Outcome;
import penstock.cli.load.Shot;

/// Says of each request without a right answer whose fault that was.
///
/// It is **lost**, unless one of these is proven:
///
/// - **cut by a kill**: it had been sent before a process was gone and had not ended when that process was killed, and
///   it was inside that process. The gateway: its connection broke (a refused connection, an error answer or silence is
///   lost all the same, because the guardian keeps the listening socket). On a connection that others share it may also have been sent
///   within a second after, and twice what this program has waited for a processor meanwhile, as whoever reads the connection had not yet
///   said that it has ended. An instance: that very process wrote the
///   request down; or nobody did, and the gateway says that the instance it had chosen failed (502), which at that
///   moment only the killed one did.
/// - **a failure of a faulty candidate**: a version that we made bad answered it with an error, or ended itself with the
///   request inside it, as above, and nobody else could have answered: its method changes something, or its answer had
///   begun. A safe request that had no answer yet is lost then, because stable must answer it.
/// - **limited**: it is of the group whose rate is limited, was refused for that, and nobody wrote it down.
final class Losses {
    enum Fate {
        CUT_BY_KILL,
        CANDIDATE_FAILURE,
        LIMITED,
        LOST
    }

    private static final int BAD_GATEWAY = 502;
    private static final long UNNOTICED_NANOS = 1_000_000_000L;

    private final Map<String, Act.Flaw> flaws = new HashMap<>();
    private final List<Records.Log> logs;
    private final List<Kill> kills;
    private final Starvation starvation;

    /// @param kills all that were performed, and the crashes
    Losses(List<Trace> traces, List<Records.Log> logs, List<Kill> kills, Starvation starvation) {
        this.starvation = starvation;
        traces.forEach(trace -> flaws.put(trace.version(), trace.flaw()));
        this.logs = List.copyOf(logs);
        this.kills = List.copyOf(kills);
    }

    Fate fate(Ending ending) {
        return switch (ending.answer().outcome()) {
            case ERROR -> error(ending);
            case BROKEN -> broken(ending);
            case OK, WRONG, REFUSED, TIMEOUT, UNSENT -> Fate.LOST;
        };
    }

    /// Then it may have come through the first time.
    private static boolean mayHaveBeenResent(Shot shot) {
        return shot.isSafe() && shot.way() instanceof Shot.Way.Kept;
    }

    private Fate error(Ending ending) {
        if (ending.answer().status() == Quota.TOO_MANY && Requests.isLimited(ending.shot())) {
            return mayHaveBeenResent(ending.shot()) || recorders(ending).isEmpty()
                    ? Fate.LIMITED
                    : Fate.LOST;
        }
        var version = ending.answer().version();
        if (version.isEmpty()) {
            return ending.answer().status() == BAD_GATEWAY ? inside(ending) : Fate.LOST;
        }
        boolean isBad = flaws.getOrDefault(version, Act.Flaw.NONE) != Act.Flaw.NONE;
        return isBad && !isRescued(ending.shot()) ? Fate.CANDIDATE_FAILURE : Fate.LOST;
    }

    /// Whether stable answers in place of a candidate that fails: not for a change of protocol, as it may have begun.
    private static boolean isRescued(Shot shot) {
        return shot.isSafe() && !(shot.way() instanceof Shot.Way.Socket);
    }

    private Fate broken(Ending ending) {
        boolean isGateway =
                kills.stream()
                        .filter(kill -> kill.victim() == Kill.Victim.GATEWAY)
                        .anyMatch(
                                kill ->
                                        kill.isWithin(
                                                ending.sentNanos() - unnoticed(kill, ending),
                                                ending.endNanos()));
        return isGateway ? Fate.CUT_BY_KILL : inside(ending);
    }

    /// For so long a client may go on with a connection that has ended: one that is shared is read by a thread of its own, which a
    /// busy machine lets wait, as it did others of this program.
    private long unnoticed(Kill kill, Ending ending) {
        var shot = ending.shot();
        boolean isShared =
                shot.way() instanceof Shot.Way.Kept
                        && isOwn()
                        && Entrance.of(Requests.id(shot)).isHttp2();
        return isShared
                ? UNNOTICED_NANOS + 2 * starvation.worstNanos(kill.fromNanos(), ending.sentNanos())
                : 0;
    }

    private boolean isOwn() {
        return !logs.isEmpty();
    }

    /// Whether it was inside an instance that ended.
    private Fate inside(Ending ending) {
        var recorders = recorders(ending);
        boolean isUnrecorded = recorders.isEmpty() && ending.answer().outcome() == Outcome.ERROR;
        for (var kill : kills) {
            boolean isInstance =
                    kill.victim() == Kill.Victim.INSTANCE || kill.victim() == Kill.Victim.CRASHED;
            if (isInstance
                    && kill.isWithin(ending.sentNanos(), ending.endNanos())
                    && (isUnrecorded || recorders.contains(kill.pid()))) {
                return kill.victim() == Kill.Victim.INSTANCE ? Fate.CUT_BY_KILL : crashed(ending);
            }
        }
        return Fate.LOST;
    }

    private static Fate crashed(Ending ending) {
        boolean hadBegun = ending.answer().outcome() == Outcome.BROKEN;
        return hadBegun || !isRescued(ending.shot()) ? Fate.CANDIDATE_FAILURE : Fate.LOST;
    }

    /// The processes that wrote the request down.
    private List<Long> recorders(Ending ending) {
        if (!isOwn()) {
            return List.of();
        }
        long id = Requests.id(ending.shot());
        return logs.stream()
                .filter(log -> Collections.binarySearch(log.ids(), id) >= 0)
                .map(Records.Log::pid)
                .toList();
    }

    /// Requests that change something and were written down more than once.
    List<Long> duplicated() {
        var all = unsafe();
        var twice = new ArrayList<Long>();
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i).equals(all.get(i - 1))) {
                twice.add(all.get(i));
            }
        }
        return twice;
    }

    /// Requests that were answered well although nobody wrote them down.
    List<Long> unrecorded(List<Long> answered) {
        var all = unsafe();
        return answered.stream().filter(id -> Collections.binarySearch(all, id) < 0).toList();
    }

    private List<Long> unsafe() {
        return logs.stream().flatMap(log -> log.unsafe().stream()).sorted().toList();
    }
}
