package penstock.gateway.proxy;

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
    private boolean isAsked;
    private final long perTry;

    /// `perTry` in nanoseconds, 0 for no limit but that of all attempts.
    Patience(Limits limits, long perTry) {
        this.limits = limits;
        this.perTry = perTry;
    }

    void connecting(long now) {
        until(now, 2 * limits.connectTimeout().toNanos());
    }

    /// Something passed; for as long as nothing does from now on.
    void moving(long now) {
        until(now, limits.idleTimeout().toNanos());
    }

    void until(long now, long nanos) {
        deadline = now + nanos;
    }

    /// An instance has the whole request.
    void asked(long now) {
        askedAt = now;
        isAsked = true;
        if (!isSameAnswer) {
            answerDue = now + limits.requestTimeout().toNanos();
        }
        isSameAnswer = false;
        askAgain(now);
    }

    /// The next instance is asked in the time that the last one has left.
    void passOn() {
        isSameAnswer = isAsked;
    }

    /// Waits on for the same instance.
    void askAgain(long now) {
        long quarter = limits.requestTimeout().toNanos() / TRIES;
        long next = now + (perTry == 0 ? quarter : Math.min(quarter, perTry));
        deadline = next - answerDue < 0 ? next : answerDue;
    }

    long askedAt() {
        return askedAt;
    }

    boolean isOver(long now) {
        return now - deadline >= 0;
    }

    /// Whether the instance has had its time, though there is some left for another.
    boolean isTryOver(long now) {
        return perTry != 0 && now - askedAt >= perTry;
    }

    boolean isAnswerOverdue(long now) {
        return now - answerDue >= 0;
    }
}
