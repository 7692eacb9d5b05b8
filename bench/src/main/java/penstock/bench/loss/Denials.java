package penstock.bench.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import penstock.bench.loss.Addresses.Verdict;
import penstock.cli.load.Ending;

/// Whether those were denied who must be, and nobody else.
final class Denials {
    private final Optional<Addresses> addresses;
    private final Starvation starvation;
    private final List<String> mistakes = new ArrayList<>();
    private final List<Long> kept = new ArrayList<>();
    private long denied;
    private long spared;

    /// @param addresses from which requests come; absent where nobody is denied
    Denials(Optional<Addresses> addresses, Starvation starvation) {
        this.addresses = addresses;
        this.starvation = starvation;
    }

    /// @return whether it was denied, rightly or not
    synchronized boolean isDenied(Ending ending) {
        if (addresses.isEmpty()) {
            return false;
        }
        boolean isForbidden = ending.answer().status() == Addresses.FORBIDDEN;
        var verdict = verdict(addresses.get(), ending);
        if (isForbidden) {
            denied++;
        }
        if (verdict == Verdict.DENIED) {
            kept.add(Requests.id(ending.shot()));
        }
        boolean isAnswered = ending.answer().status() != 0;
        if (isAnswered && verdict == (isForbidden ? Verdict.ADMITTED : Verdict.DENIED)) {
            mistakes.add(
                    "%s got %d: %s, sent %.3f s, ended %.3f s"
                            .formatted(
                                    verdict,
                                    ending.answer().status(),
                                    Addresses.of(ending.shot()),
                                    ending.sentNanos() / 1e9,
                                    ending.endNanos() / 1e9));
        }
        if (Requests.isAside(ending.shot()) && Addresses.isNeverAdmitted(ending.shot())) {
            spared++;
        }
        return isForbidden;
    }

    /// Where lists are only tried, nobody is denied.
    private Verdict verdict(Addresses known, Ending ending) {
        if (Requests.isAside(ending.shot())) {
            return Verdict.ADMITTED;
        }
        long late =
                starvation.worstNanos(ending.sentNanos() - Addresses.LOOK_NANOS, ending.endNanos());
        return known.verdict(ending.shot(), ending.sentNanos(), ending.endNanos(), 2 * late);
    }

    synchronized long denied() {
        return denied;
    }

    /// Requests that would have been denied if the list had not only been tried.
    synchronized long spared() {
        return spared;
    }

    /// One line for each mistake.
    ///
    /// @param written how often a request was written down, by its number
    synchronized List<String> mistakes(LongUnaryOperator written) {
        var found = new ArrayList<>(mistakes);
        kept.stream()
                .filter(id -> written.applyAsLong(id) > 0)
                .forEach(id -> found.add("an instance got what must be denied: request " + id));
        return found;
    }
}
