package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;

/// How long the attempts of one request took and how they ended, for those who choose and spare instances by it. There is none where
/// nobody does.
final class Measure {

    private final Worker worker;

    /// What the request is counted in until there is an answer.
    private @Nullable GradientLimit limit;

    /// When the instance had the whole request; 0 before.
    private long askedAt;

    /// From then on to the head of the answer; 0 while that is not known.
    private long answerNanos;

    private boolean isTold;

    private Measure(Worker worker, @Nullable GradientLimit limit) {
        this.worker = worker;
        this.limit = limit;
    }

    /// `limit` counts the request already.
    static @Nullable Measure of(Worker worker, Arm own, @Nullable GradientLimit limit) {
        return limit != null || own.isWatched() ? new Measure(worker, limit) : null;
    }

    /// An attempt begins.
    void begin() {
        askedAt = 0;
        answerNanos = 0;
        isTold = false;
    }

    /// The instance has the whole request.
    void asked() {
        if (askedAt == 0) {
            askedAt = worker.now();
        }
    }

    /// There is the head of an answer. One without a known length may go on for hours, so it has ended well already.
    void answered(Arm arm, Instance instance, int status, boolean isStream) {
        if (askedAt != 0) {
            answerNanos = Math.max(1, worker.now() - askedAt);
        }
        if (status >= 500 || isStream) {
            tell(arm, instance, status >= 500);
        }
        if (status == 101) {
            over();
        } else if (status < 500) {
            leaveLimit();
        }
    }

    /// The answer is whole.
    void ended(Arm arm, Instance instance) {
        if (!isTold) {
            tell(arm, instance, false);
        }
    }

    /// There is no answer, or no more of it: a failure, also of one that began well.
    void failed(Arm arm, Instance instance) {
        tell(arm, instance, true);
    }

    private void tell(Arm arm, Instance instance, boolean isFailed) {
        isTold = true;
        long now = worker.now();
        long nanos = answerNanos != 0 || askedAt == 0 ? answerNanos : now - askedAt;
        arm.saw(instance, isFailed, nanos, now);
    }

    /// It waits no longer for an answer: there is one, or its time or its client's patience is over. How long it has waited tells how
    /// busy the route is.
    void leaveLimit() {
        GradientLimit counted = limit;
        if (counted == null || askedAt == 0) {
            over();
            return;
        }
        limit = null;
        long now = worker.now();
        if (answerNanos != 0) {
            counted.answered(answerNanos, now);
        } else {
            counted.gaveUp(now - askedAt, now);
        }
    }

    /// It waits no longer, and tells nothing: a failure may come at once, however busy the route is.
    void over() {
        GradientLimit counted = limit;
        limit = null;
        if (counted != null) {
            counted.leave();
        }
    }
}
