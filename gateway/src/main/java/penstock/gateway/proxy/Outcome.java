package penstock.gateway.proxy;

import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Cohorts;

/// What will be counted for one request, exactly once, in the figures of the version its cohort chose.
final class Outcome {

    final Arm own;

    private final Worker worker;
    private final LiveRoute route;
    private final RequestHead request;
    private final String clientAddress;
    private final long started;
    private long stopped;
    private boolean isStopped;
    private int errors;
    private int status;
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
    }

    /// An attempt of the own version ended without a whole answer.
    void error() {
        errors++;
    }

    /// The own version answered.
    void answered(int statusCode) {
        status = statusCode;
    }

    /// The time from now on does not count.
    void stopClock() {
        stopped = worker.now();
        isStopped = true;
    }

    int statusOr(int otherwise) {
        return status != 0 ? status : otherwise;
    }

    void record(int statusCode) {
        if (isRecorded) {
            return;
        }
        isRecorded = true;
        long now = worker.now();
        boolean isFailed = errors > 0 || statusCode >= 500;
        boolean isNew = isFailed && worker.engine.failingClients.isNew(client(), now);
        own.stats.record(statusCode, errors, isNew, (isStopped ? stopped : now) - started);
    }

    private long client() {
        return Cohorts.hash(
                own.stats.routeId + " " + own.stats.versionId + " " + own.stats.role,
                route.user(request, clientAddress));
    }

    void end() {
        if (!isEnded) {
            isEnded = true;
            own.stats.end();
        }
    }
}
