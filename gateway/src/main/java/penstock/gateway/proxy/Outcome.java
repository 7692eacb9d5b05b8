package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Trouble;

/// What will be counted for one request, exactly once, in the figures of the version its cohort chose.
final class Outcome {

    /// What befell a request.
    ///
    /// @param began when it did
    /// @param troubles bits of what it met
    /// @param isServed false when it says nothing about the version
    record Summary(
            long began, int troubles, boolean isFailed, boolean isServed, long latencyNanos) {}

    /// A request of a client that is counted.
    ///
    /// @param isFirst whether its latency counts for the client
    record Visit(long client, boolean isFirst) {}

    private static final long CLASS_SPREAD = 0x9e3779b97f4a7c15L;
    private static final Trouble[] ALL = Trouble.values();

    final Arm own;

    private final Worker worker;
    private final LiveRoute route;
    private final RequestHead request;
    private final String clientAddress;
    private final long started;

    /// Only where clients are counted.
    private final @Nullable Visit visit;

    /// 0 while the clock runs.
    private long stopped;

    /// Of the time since it started, what does not count.
    private long apart;

    // There is one of these for each request, so its fields are as small as they may be.
    private short status;
    private byte errors;
    private byte troubles;
    private boolean isRecorded;
    private boolean isEnded;

    Outcome(Worker worker, LiveRoute route, Arm own, RequestHead request, String clientAddress) {
        this.worker = worker;
        this.route = route;
        this.own = own;
        this.request = request;
        this.clientAddress = clientAddress;
        this.started = worker.now();
        route.memory.budget.onRequest(started);
        this.visit = own.stats.countsClients() ? visit() : null;
    }

    private Visit visit() {
        long client = client();
        return new Visit(client, own.stats.beginClient(client, started));
    }

    /// An attempt of the own version ended without a whole answer.
    void error(Failure failure) {
        errors = (byte) Math.min(errors + 1, Byte.MAX_VALUE);
        troubles |= (byte) failure.troubles();
    }

    /// The own version answered.
    void answered(int statusCode) {
        status = (short) statusCode;
    }

    /// What the own version answered is not the last word; it counts all the same.
    void retried(int statusCode) {
        troubles |= (byte) Trouble.ofStatus(statusCode);
        if (statusCode >= 500) {
            errors = (byte) Math.min(errors + 1, Byte.MAX_VALUE);
        }
    }

    /// The time from now on does not count.
    void stopClock() {
        // one nanosecond is no matter, but 0 has a meaning
        stopped = worker.now() | 1;
    }

    /// So much of the time does not count: the gateway itself was at work.
    void apart(long nanos) {
        apart += nanos;
    }

    int statusOr(int otherwise) {
        return status != 0 ? status : otherwise;
    }

    /// Whether the version has neither answered nor failed: what happens now is not its doing.
    private boolean isUntouched() {
        return status == 0 && errors == 0;
    }

    /// The request goes no further on the own version: its answer, or an error for want of one.
    void record(int statusCode) {
        if (isRecorded) {
            return;
        }
        isRecorded = true;
        long now = worker.now();
        troubles |= (byte) Trouble.ofStatus(status);
        boolean isFailed = errors > 0 || statusCode >= 500;
        int fresh = troubles == 0 && !isFailed ? 0 : fresh(isFailed, now);
        long latency = (stopped != 0 ? stopped : now) - started - apart;
        own.stats.record(statusCode, errors, troubles, fresh, latency);
        endClient(isFailed, true, latency);
    }

    /// Nobody was asked, or could be: the gateway answers 503 itself, or another version answers.
    void shed() {
        if (!isUntouched()) {
            record(statusOr(500));
        } else if (!isRecorded) {
            isRecorded = true;
            own.stats.shed();
            endClient(false, false, 0);
        }
    }

    /// What the client sends cannot be served.
    void refused() {
        if (!isUntouched()) {
            record(statusOr(500));
        } else if (!isRecorded) {
            isRecorded = true;
            own.stats.refused();
            endClient(false, false, 0);
        }
    }

    /// The client is gone.
    void abandoned() {
        if (!isUntouched()) {
            record(statusOr(500));
        } else if (!isRecorded) {
            isRecorded = true;
            long latency = worker.now() - started - apart;
            own.stats.abandoned(latency);
            endClient(false, true, latency);
        }
    }

    private void endClient(boolean isFailed, boolean isServed, long latency) {
        if (visit != null) {
            own.stats.endClient(visit, new Summary(started, troubles, isFailed, isServed, latency));
        }
    }

    /// Which of the troubles its client has not met in the last 60 s.
    private int fresh(boolean isFailed, long now) {
        Engine engine = worker.engine;
        long client = client();
        int fresh = isFailed && engine.failingClients.isNew(client, now) ? ArmStats.NEW_FAILING : 0;
        for (Trouble trouble : ALL) {
            if ((troubles & trouble.bit()) != 0) {
                FailingClients clients =
                        trouble.isFailure() ? engine.failingClients : engine.refusedClients;
                long key = client ^ CLASS_SPREAD * (trouble.bit() + 1L);
                fresh |= clients.isNew(key, now) ? trouble.bit() : 0;
            }
        }
        return fresh;
    }

    private long client() {
        return route.user(own.stats.seed, request, clientAddress);
    }

    void end() {
        if (!isEnded) {
            isEnded = true;
            own.stats.end();
        }
    }
}
