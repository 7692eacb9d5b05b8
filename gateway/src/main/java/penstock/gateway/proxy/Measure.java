package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;

/// How long the attempts of one request took and how they ended, for those who choose and spare instances by it. Where nobody does
/// there is none: each step takes null for that.
final class Measure {

    private final Worker worker;

    /// What the request is counted in until there is an answer.
    private @Nullable GradientLimit limit;

    /// When the attempt began.
    private long began;

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
    static void begin(@Nullable Measure measure) {
        if (measure != null) {
            measure.began = measure.worker.now();
            measure.askedAt = 0;
            measure.answerNanos = 0;
            measure.isTold = false;
        }
    }

    /// The instance has the whole request.
    static void asked(@Nullable Measure measure) {
        if (measure != null && measure.askedAt == 0) {
            measure.askedAt = measure.worker.now();
        }
    }

    /// There is the head of an answer. With `isStream` it may go on for hours, so it has ended well already.
    static void answered(
            @Nullable Measure measure,
            Arm arm,
            @Nullable Attempt attempt,
            int status,
            boolean isStream) {
        if (measure == null || attempt == null) {
            return;
        }
        if (measure.askedAt != 0) {
            measure.answerNanos = Math.max(1, measure.worker.now() - measure.askedAt);
        }
        if (status >= 500 || isStream) {
            measure.tell(arm, attempt.instance, status >= 500);
        }
        if (status == 101) {
            over(measure);
        } else if (status < 500) {
            measure.leaveLimit();
        }
    }

    /// The answer is whole.
    static void ended(
            @Nullable Measure measure, Arm arm, @Nullable Attempt attempt, boolean isFailed) {
        if (measure != null && attempt != null && !measure.isTold) {
            measure.tell(arm, attempt.instance, isFailed);
        }
    }

    /// There is no answer, or no more of it: a failure, also of one that began well.
    static void failed(@Nullable Measure measure, Arm arm, @Nullable Attempt attempt) {
        if (measure != null && attempt != null) {
            measure.tell(arm, attempt.instance, true);
        }
    }

    private void tell(Arm arm, Instance instance, boolean isFailed) {
        isTold = true;
        long now = worker.now();
        long nanos = answerNanos != 0 || askedAt == 0 ? answerNanos : now - askedAt;
        arm.saw(instance, isFailed, nanos, began, now);
    }

    /// Its time or its client's patience is over.
    static void gaveUp(@Nullable Measure measure) {
        if (measure != null) {
            measure.leaveLimit();
        }
    }

    /// It waits no longer for an answer. How long it has waited tells how busy the route is.
    private void leaveLimit() {
        GradientLimit counted = limit;
        if (counted == null || askedAt == 0) {
            over(this);
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
    static void over(@Nullable Measure measure) {
        GradientLimit counted = measure == null ? null : measure.limit;
        if (measure != null && counted != null) {
            measure.limit = null;
            counted.leave();
        }
    }
}
