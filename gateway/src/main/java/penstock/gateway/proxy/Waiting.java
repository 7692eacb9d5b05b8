package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.Closure;

/// A request's place among those that wait for a paused route to open.
final class Waiting {

    private final Worker worker;
    private final Downstream client;
    private final LiveRoute route;
    private final Closure.Pause pause;
    private final long until;

    private Waiting(Worker worker, Downstream client, LiveRoute route, Closure.Pause pause) {
        this.worker = worker;
        this.client = client;
        this.route = route;
        this.pause = pause;
        this.until = worker.now() + pause.atMost().toNanos();
    }

    /// A place, or null when there is none left.
    static @Nullable Waiting enter(
            Worker worker, Downstream client, LiveRoute route, Closure.Pause pause) {
        if (!route.memory.enter(pause.limit())) {
            return null;
        }
        worker.paused.add(client);
        return new Waiting(worker, client, route, pause);
    }

    void leave() {
        worker.paused.remove(client);
        route.memory.leave();
    }

    boolean isTooLong(long now) {
        return now - until >= 0;
    }

    Problem problem() {
        return Problem.paused(route.route.id(), pause.retryAfter());
    }
}
