package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// What comes of the attempts of one request, told to everybody who counts it: what the version that its cohort chose has done, and
/// those who choose and spare instances by what they do.
final class Account {

    private final Outcome outcome;
    private final Attempts attempts;
    private final boolean isCall;

    /// Null where nobody chooses or spares by it.
    private @Nullable Measure measure;

    /// The status of HTTP that the last answer stands for.
    private int status;

    /// Whether the head of the last answer says all of it. A call of gRPC may end otherwise than it began.
    private boolean isToldByHead;

    Account(Outcome outcome, Attempts attempts, RequestHead request) {
        this.outcome = outcome;
        this.attempts = attempts;
        this.isCall = Grpc.isCall(request);
    }

    /// Also for those who choose and spare by it; `limit` counts the request already.
    void measure(Worker worker, @Nullable GradientLimit limit) {
        measure = Measure.of(worker, outcome.own, limit);
    }

    Outcome outcome() {
        return outcome;
    }

    /// Whether the version that its cohort chose is the one that is tried.
    private boolean isOwn() {
        return attempts.serving() == outcome.own;
    }

    // --- one attempt ---

    void began() {
        Measure.begin(measure);
    }

    /// The instance has the whole request.
    void asked() {
        Measure.asked(measure);
    }

    void failed(Failure failure, @Nullable Attempt attempt) {
        if (isOwn()) {
            outcome.error(failure);
        }
        Measure.failed(measure, attempts.serving(), attempt);
    }

    /// There is the head of an answer. Returns the status of HTTP that it stands for.
    int answered(ResponseHead response, @Nullable Attempt attempt, boolean isStream) {
        status = isCall ? Grpc.status(response) : response.status();
        isToldByHead = !isCall || Grpc.tellsOutcome(response);
        if (isOwn()) {
            outcome.answered(status);
        }
        Measure.answered(measure, attempts.serving(), attempt, status, isStream && isToldByHead);
        return status;
    }

    /// The answer is whole.
    void ended(byte[] trailers, @Nullable Attempt attempt) {
        if (isCall) {
            status = Grpc.status(status, isToldByHead, trailers);
            if (isOwn()) {
                outcome.answered(status);
            }
        }
        Measure.ended(measure, attempts.serving(), attempt, status >= 500);
        record();
    }

    /// The protocol was changed, as the client asked.
    void switched(@Nullable Attempt attempt) {
        Measure.answered(measure, attempts.serving(), attempt, 101, true);
        outcome.answered(101);
        outcome.stopClock();
    }

    /// It is to be sent once more, as this answer is not the last word.
    void retried(int failedStatus) {
        if (isOwn()) {
            outcome.retried(failedStatus);
        }
    }

    /// The answer comes from stable, and is good.
    void rescued() {
        outcome.own.stats.rescued();
    }

    // --- all of them ---

    /// Its time is over.
    void timedOut() {
        Measure.gaveUp(measure);
    }

    /// It goes no further on its own version.
    void record() {
        outcome.record(outcome.statusOr(500));
    }

    /// It goes no further after an answer began.
    void brokeOff() {
        outcome.record(500);
    }

    /// What its own version had no part in is not its failure.
    void shed() {
        outcome.shed();
    }

    /// The client is gone.
    void abandoned() {
        Measure.gaveUp(measure);
        outcome.abandoned();
    }

    /// What the client sends cannot be served.
    void refused() {
        outcome.refused();
    }

    void end() {
        Measure.over(measure);
        outcome.end();
    }
}
