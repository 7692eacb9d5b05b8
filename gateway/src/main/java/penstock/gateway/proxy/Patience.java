package penstock.gateway.proxy;

import java.time.Duration;
import penstock.gateway.routes.Limits;

/// How long an exchange waits for what it waits for.
///
/// The answer has its whole limit. An instance that gives no sign of life has a quarter of it, so that another may be asked, and
/// even a third, before the client is told that there is no answer.
final class Patience {

    private static final int TRIES = 4;

    private final Limits limits;
    private long deadline;
    private long answerDue;
    private long askedAt;
    private boolean isSameAnswer;

    Patience(Limits limits) {
        this.limits = limits;
    }

    void connecting(long now) {
        deadline = now + 2 * limits.connectTimeout().toNanos();
    }

    /// Something passed; for as long as nothing does from now on.
    void moving(long now) {
        until(now, limits.idleTimeout());
    }

    void until(long now, Duration time) {
        deadline = now + time.toNanos();
    }

    /// An instance has the whole request.
    void asked(long now) {
        askedAt = now;
        if (!isSameAnswer) {
            answerDue = now + limits.requestTimeout().toNanos();
        }
        isSameAnswer = false;
        askAgain(now);
    }

    /// The next instance is asked in the time that the last one has left.
    void passOn() {
        isSameAnswer = true;
    }

    /// Waits on for the same instance.
    void askAgain(long now) {
        long next = now + limits.requestTimeout().toNanos() / TRIES;
        deadline = next - answerDue < 0 ? next : answerDue;
    }

    long askedAt() {
        return askedAt;
    }

    boolean isOver(long now) {
        return now - deadline >= 0;
    }

    boolean isAnswerOverdue(long now) {
        return now - answerDue >= 0;
    }
}
