package penstock.bench.loss;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import penstock.bench.upstream.Page;
import penstock.cli.load.Ending;

/// What a cache may do and what it may not, looked for in all answers to requests for pages:
///
/// - an answer that was kept is no older than its policy allows, and one that is not was made for this request;
/// - once a change has been answered, nobody who asks later is told what an instance had said before it was sent. Of a change during an
///   upgrade of the gateway this is not asked, as the other gateway keeps answers of its own and knows nothing of it;
/// - a change is never answered by what is kept;
/// - what is said to come from an instance was written down by one, and what was kept and still good was not. Of the latter nothing is
///   asked while a gateway comes or goes, as clients then send again.
final class KeptAnswers {
    /// Where an answer came from, as `Cache-Status` says.
    enum From {
        /// Kept, and still good.
        HIT,
        /// Kept and stale: while it is asked for anew, or in place of an error.
        STALE,
        /// Kept, and an instance said that it is still good.
        REVALIDATED,
        /// From an instance.
        MISS,
        /// From an instance, as such a request can have no other.
        BYPASS,
        /// It does not say.
        NOWHERE;

        static From of(String status) {
            if (status.contains("hit; ttl=")) {
                return status.contains("ttl=-") || status.contains("ttl=0") ? STALE : HIT;
            }
            if (status.contains("fwd-status=304")) {
                return REVALIDATED;
            }
            if (status.contains("fwd-status=") || status.contains("detail=")) {
                return STALE;
            }
            if (status.contains("fwd=bypass") || status.contains("fwd=method")) {
                return BYPASS;
            }
            return status.contains("fwd=") ? MISS : NOWHERE;
        }
    }

    private record Seen(long id, String path, Page page, From from, long sent, long end) {}

    private record Changed(String path, long sent, long end) {}

    /// Ages count in whole seconds, and both of what they consist of are rounded down.
    private static final long ROUNDING_MILLIS = 2_000;

    /// Clocks are read one after another.
    private static final long CLOCK_MILLIS = 100;

    /// An old gateway goes on for so long at most after it was replaced.
    private static final long OVERLAP_NANOS = Duration.ofSeconds(20).toNanos();

    private static final NavigableMap<Long, Long> NO_CHANGE = new TreeMap<>();

    private final List<Seen> seen = new ArrayList<>();
    private final List<Changed> changed = new ArrayList<>();
    private final List<String> mistakes = new ArrayList<>();
    private final Map<From, Long> counts = new EnumMap<>(From.class);
    private final Map<String, Long> codings = new HashMap<>();

    /// A request for a page that was answered well.
    synchronized void answered(Ending ending) {
        var shot = ending.shot();
        var answer = ending.answer();
        var from = From.of(answer.field("cache-status"));
        if (!shot.isSafe()) {
            changed.add(new Changed(shot.path(), ending.sentNanos(), ending.endNanos()));
            if (from != From.BYPASS) {
                mistakes.add("a change was answered as " + from + ": " + shot.path());
            }
            return;
        }
        counts.merge(from, 1L, Long::sum);
        codings.merge(answer.field("content-encoding"), 1L, Long::sum);
        Page.of(answer.field(Page.STAMP))
                .ifPresent(
                        page ->
                                seen.add(
                                        new Seen(
                                                Pages.id(shot),
                                                shot.path(),
                                                page,
                                                from,
                                                ending.sentNanos(),
                                                ending.endNanos())));
    }

    synchronized long count(From from) {
        return counts.getOrDefault(from, 0L);
    }

    /// Changes that were answered.
    synchronized long changes() {
        return changed.size();
    }

    /// Answers that came with a coding.
    synchronized long coded(String coding) {
        return codings.getOrDefault(coding, 0L);
    }

    /// One line for each mistake.
    ///
    /// @param begin the moment at which the load's clock was 0
    /// @param gateways from when on there may have been a new one
    /// @param written how often a request was written down, by its number
    synchronized List<String> mistakes(
            Instant begin, List<Long> gateways, LongUnaryOperator written) {
        var found = new ArrayList<>(mistakes);
        var told = told(gateways);
        for (var one : seen) {
            long sentMillis = begin.plusNanos(one.sent()).toEpochMilli();
            long endMillis = begin.plusNanos(one.end()).toEpochMilli();
            long most = most(one);
            if (one.page().lastMadeMillis() < sentMillis - most - CLOCK_MILLIS) {
                found.add(
                        "%s was %d ms old (at most %d): %s"
                                .formatted(
                                        one.from(),
                                        sentMillis - one.page().lastMadeMillis(),
                                        most,
                                        words(one)));
            }
            if (one.page().madeMillis() > endMillis + CLOCK_MILLIS) {
                found.add("it is from the future: " + words(one));
            }
            var change = told.getOrDefault(one.path(), NO_CHANGE).lowerEntry(one.sent());
            if (change != null
                    && one.page().lastMadeMillis()
                            < begin.plusNanos(change.getValue()).toEpochMilli() - CLOCK_MILLIS) {
                found.add(
                        "it is from before a change, sent %.3f s, answered %.3f s: %s"
                                .formatted(
                                        change.getValue() / 1e9,
                                        change.getKey() / 1e9,
                                        words(one)));
            }
            if (!isWrittenRightly(one, written.applyAsLong(one.id()), gateways)) {
                found.add(
                        "%s was written down %d times: %s"
                                .formatted(one.from(), written.applyAsLong(one.id()), words(one)));
            }
        }
        return found;
    }

    private static String words(Seen one) {
        return "%s sent %.3f s, ended %.3f s, %s"
                .formatted(one.path(), one.sent() / 1e9, one.end() / 1e9, one.page());
    }

    /// What an answer may have been kept for.
    private static long most(Seen one) {
        return switch (one.from()) {
            case HIT, STALE -> one.page().policy().most().toMillis() + ROUNDING_MILLIS;
            case REVALIDATED, MISS, BYPASS, NOWHERE -> 0;
        };
    }

    private static boolean isWrittenRightly(Seen one, long times, List<Long> gateways) {
        return switch (one.from()) {
            case REVALIDATED, MISS, BYPASS -> times >= 1;
            case HIT ->
                    times == 0
                            || gateways.stream()
                                    .anyMatch(
                                            at ->
                                                    at <= one.end()
                                                            && at + OVERLAP_NANOS >= one.sent());
            case STALE -> true;
            case NOWHERE -> false;
        };
    }

    /// Of the changes that all later answers must know of, by path and by when they were answered: when the last of them so far was sent.
    private Map<String, NavigableMap<Long, Long>> told(List<Long> gateways) {
        var told = new HashMap<String, NavigableMap<Long, Long>>();
        changed.sort(Comparator.comparingLong(Changed::end));
        for (var change : changed) {
            boolean isDuringUpgrade =
                    gateways.stream()
                            .anyMatch(
                                    at ->
                                            at <= change.end()
                                                    && at + OVERLAP_NANOS >= change.sent());
            if (!isDuringUpgrade) {
                var before = told.computeIfAbsent(change.path(), _ -> new TreeMap<>());
                long last = before.isEmpty() ? change.sent() : before.lastEntry().getValue();
                before.put(change.end(), Math.max(last, change.sent()));
            }
        }
        return told;
    }
}
