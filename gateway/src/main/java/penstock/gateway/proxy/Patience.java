package penstock.gateway.proxy;

/// How long an exchange waits for what it waits for.
///
/// The answer has its whole limit. An instance that gives no sign of life has a quarter of it, so that another may be asked, and
/// even a third, before the client is told that there is no answer.
final class Patience {

    private static final int TRIES = 4;

    private final Passage passage;

    /// For the answer of one attempt, in nanoseconds.
    private final long answer;

    /// Whether the answer has its limit once, whatever fails meanwhile.
    private boolean isWholeLimited;

    private long deadline;
    private long answerDue;
    private long allDue;
    private boolean isAsked;
    private long askedAt;
    private boolean isSameAnswer;

    /// `perTry` in nanoseconds, 0 for no limit but that of all attempts.
    Patience(Passage passage, long perTry) {
        this.passage = passage;
        this.isWholeLimited = passage.isWholeLimited;
        long whole = passage.requestNanos;
        long attempt = passage.attemptNanos == 0 ? perTry : passage.attemptNanos;
        this.answer = attempt == 0 ? whole : Math.min(attempt, whole);
    }

    void connecting(long now) {
        until(now, 2 * passage.connectNanos);
    }

    /// Something passed; for as long as nothing does from now on.
    void moving(long now) {
        until(now, passage.idleNanos);
    }

    void until(long now, long nanos) {
        deadline = now + nanos;
    }

    /// An instance has the whole request.
    void asked(long now) {
        askedAt = now;
        if (!isAsked) {
            isAsked = true;
            allDue = now + passage.requestNanos;
        }
        if (!isSameAnswer) {
            answerDue = now + answer;
        }
        if (isWholeLimited && allDue - answerDue < 0) {
            answerDue = allDue;
        }
        isSameAnswer = false;
        askAgain(now);
    }

    /// From now on all attempts together have the limit of the first.
    void retrying() {
        isWholeLimited = true;
    }

    /// The next instance is asked in the time that the last one has left.
    void passOn() {
        isSameAnswer = true;
    }

    /// Waits on for the same instance.
    void askAgain(long now) {
        long next = now + answer / TRIES;
        deadline = next - answerDue < 0 ? next : answerDue;
    }

    long askedAt() {
        return askedAt;
    }

    boolean isOver(long now) {
        return now - deadline >= 0;
    }

    /// Whether there is no time left for another attempt.
    boolean isSpent(long now) {
        return isWholeLimited && isAsked && now - allDue >= 0;
    }

    boolean isAnswerOverdue(long now) {
        return now - answerDue >= 0;
    }
}
