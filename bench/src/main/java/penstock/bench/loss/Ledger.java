package penstock.bench.loss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import penstock.cli.load.Ending;
import penstock.cli.load.Outcome;

/// Every request as its user saw it.
final class Ledger implements Ending.Listener {
    private final Duration lateLimit;
    private final Map<String, Long> kinds = new TreeMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final List<Ending> failed = new ArrayList<>();
    private final List<Ending> limited = new ArrayList<>();
    private final List<Sighting> sightings = new ArrayList<>();
    private final List<Long> answeredUnsafe = new ArrayList<>();
    private final List<String> strangers = new ArrayList<>();
    private final KeptAnswers kept = new KeptAnswers();
    private final boolean isOwn;
    private final Starvation starvation;
    private final Denials denials;
    private long requests;
    private long late;
    private long starved;

    /// @param isOwn whether the upstream is ours: then requests have numbers, and answers say who gave them
    /// @param addresses from which requests come; absent where nobody is denied
    Ledger(
            Duration lateLimit,
            boolean isOwn,
            Starvation starvation,
            Optional<Addresses> addresses) {
        this.lateLimit = lateLimit;
        this.isOwn = isOwn;
        this.starvation = starvation;
        this.denials = new Denials(addresses, starvation);
    }

    @Override
    public synchronized void ended(Ending ending) {
        requests++;
        kinds.merge(isOwn ? Requests.kind(ending.shot()) : "get", 1L, Long::sum);
        if (isOwn) {
            kinds.merge(
                    "all over " + Entrance.of(Requests.id(ending.shot())).words(), 1L, Long::sum);
            if (denials.isDenied(ending)) {
                return;
            }
            if (Requests.isLimited(ending.shot())) {
                limited.add(ending);
            }
        }
        if (ending.answer().outcome() != Outcome.OK) {
            failed.add(ending);
            return;
        }
        time(ending);
        if (isOwn) {
            answered(ending);
        }
    }

    private void time(Ending ending) {
        var limit = isOwn ? lateLimit.plus(Requests.leastTime(ending.shot())) : lateLimit;
        long excess = ending.endNanos() - ending.dueNanos() - limit.toNanos();
        if (excess <= 0) {
            return;
        }
        if (excess <= starvation.worstNanos(ending.dueNanos(), ending.endNanos())) {
            starved++;
        } else {
            late++;
        }
    }

    private void answered(Ending ending) {
        var answer = ending.answer();
        if (!ending.shot().isSafe()) {
            answeredUnsafe.add(Requests.id(ending.shot()));
        }
        if (!answer.servedBy().startsWith(answer.version() + " ")) {
            strangers.add(answer.servedBy() + " answered for " + answer.version());
        }
        if (Pages.isPage(ending.shot())) {
            kept.answered(ending);
        }
        if (!answer.isRescued() && !Requests.isAside(ending.shot())) {
            sightings.add(
                    new Sighting(
                            Requests.id(ending.shot()),
                            name(ending.shot().user()),
                            name(answer.version()),
                            ending.sentNanos(),
                            ending.endNanos()));
        }
    }

    /// The same text for the same name, since there are millions of sightings of few names.
    private String name(String text) {
        return names.computeIfAbsent(text, same -> same);
    }

    synchronized long requests() {
        return requests;
    }

    synchronized long late() {
        return late;
    }

    /// Requests that would not have been late if this program had not waited for a processor meanwhile.
    synchronized long starved() {
        return starved;
    }

    KeptAnswers kept() {
        return kept;
    }

    Denials denials() {
        return denials;
    }

    synchronized Map<String, Long> kinds() {
        return Map.copyOf(kinds);
    }

    /// Requests without a right answer.
    synchronized List<Ending> failed() {
        return List.copyOf(failed);
    }

    /// Requests of the group whose rate is limited.
    synchronized List<Ending> limited() {
        return List.copyOf(limited);
    }

    synchronized List<Sighting> sightings() {
        return List.copyOf(sightings);
    }

    /// Numbers of the requests that change something and were answered well.
    synchronized List<Long> answeredUnsafe() {
        return List.copyOf(answeredUnsafe);
    }

    /// Answers whose service says that it is another version than the gateway says.
    synchronized List<String> strangers() {
        return List.copyOf(strangers);
    }
}
