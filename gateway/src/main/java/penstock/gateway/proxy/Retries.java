package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.routes.Retry;

/// How often a request was sent to its version once more, and how long it waits before the next time. There is none where nothing is
/// sent more than once.
final class Retries {

    /// There is no next time.
    static final long NEVER = -1;

    private static final long SECOND = 1_000_000_000L;

    private final Retry rules;
    private final Worker worker;
    private int made;

    private Retries(Retry rules, Worker worker) {
        this.rules = rules;
        this.worker = worker;
    }

    static @Nullable Retries of(Worker worker, LiveRoute route) {
        Retry rules = route.route.rules().load().retry().orElse(null);
        return rules == null ? null : new Retries(rules, worker);
    }

    /// How long each attempt may wait for its answer; 0 for as long as all together.
    long perTryNanos() {
        return rules.perTry().toNanos();
    }

    boolean isAfterTimeout() {
        return rules.isAfterTimeout() && isLeft();
    }

    boolean isAfterReset() {
        return rules.isAfterReset() && isLeft();
    }

    /// Whether this answer is not the last word. One that asks for more time than there is stands.
    boolean isAfter(ResponseHead response) {
        return rules.isAfter(response.status())
                && isLeft()
                && retryAfter(response) <= rules.longestPause().toNanos();
    }

    private boolean isLeft() {
        return made < rules.attempts();
    }

    /// Counts the next attempt and says how long to wait for it. The form is that of an exponential back-off with jitter.
    long pause() {
        long doubled = rules.firstPause().toNanos() << made;
        made++;
        long whole = Math.min(rules.longestPause().toNanos(), doubled);
        return whole / 2 + Math.unsignedMultiplyHigh(worker.draw(), whole / 2 + 1);
    }

    /// As [#pause], but for no less than the answer asks.
    long pause(ResponseHead response) {
        return Math.max(pause(), retryAfter(response));
    }

    /// In nanoseconds, 0 when the answer does not say. A date is taken for too long, as our clock may not be the instance's.
    private static long retryAfter(ResponseHead response) {
        HeadBuffer head = response.head();
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, "Retry-After")) {
                String value = head.value(i);
                return value.matches("[0-9]{1,6}")
                        ? Long.parseLong(value) * SECOND
                        : Long.MAX_VALUE;
            }
        }
        return 0;
    }
}
