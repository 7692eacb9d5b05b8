package penstock.server.wiring;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.rollout.Rollout;
import penstock.capabilities.routing.Domain;
import penstock.capabilities.routing.RateLimit;
import penstock.capabilities.routing.route.Route;
import penstock.capabilities.services.CachePurge;
import penstock.capabilities.services.Closure;
import penstock.capabilities.services.Service;
import penstock.kernel.ResourceService;
import penstock.model.Name;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;

/// Follows the store, so that routes and controllers hear of what was stored elsewhere: a rollout or a closure concerns its
/// service, and a service its rollouts.
final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int BATCH = 100;

    private final ResourceService resources;
    private final Runnable publish;
    private final Consumer<Ref> wake;
    private Optional<Thread> thread = Optional.empty();

    /// @param publish tells the gateway what is to be served now
    /// @param wake asks for a look at a resource
    Follower(ResourceService resources, Runnable publish, Consumer<Ref> wake) {
        this.resources = resources;
        this.publish = publish;
        this.wake = wake;
    }

    void start() {
        long from = resources.store().revision();
        thread = Optional.of(Thread.ofVirtual().name("route follower").start(() -> follow(from)));
    }

    private void follow(long from) {
        long seen = from;
        boolean isFailing = false;
        boolean isBehind = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (isBehind) {
                    long revision = resources.store().revision();
                    everythingChanged();
                    seen = revision;
                    isBehind = false;
                }
                for (var event : resources.store().changesSince(seen, BATCH, PATIENCE)) {
                    changed(event.ref());
                    seen = event.revision();
                }
                isFailing = false;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                // Nobody else tells the gateway of what has changed.
                if (!isFailing) {
                    LOG.atWarn().setCause(e).log("changes could not be followed, will try again");
                }
                isFailing = true;
                isBehind |= isTooFarBehind(e);
                pause();
            }
        }
    }

    private static boolean isTooFarBehind(Throwable failure) {
        return failure instanceof ProblemException expected
                && expected.problem() instanceof Problem.TooFarBehind;
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void everythingChanged() {
        publish.run();
        resources.list(Service.KIND, Optional.empty()).forEach(each -> wakeAround(each.ref()));
        wakeRoutes(Optional.empty());
    }

    private void changed(Ref ref) {
        boolean isService = ref.kind().equals(Service.KIND.name());
        boolean isRollout = ref.kind().equals(Rollout.KIND.name());
        boolean isClosure = ref.kind().equals(Closure.KIND.name());
        boolean isPurge = ref.kind().equals(CachePurge.KIND.name());
        boolean isRoute = ref.kind().equals(Route.KIND.name());
        boolean isDomain = ref.kind().equals(Domain.KIND.name());
        boolean isRateLimit = ref.kind().equals(RateLimit.KIND.name());
        if (isService || isRollout || isClosure || isPurge || isRoute || isDomain || isRateLimit) {
            publish.run();
        }
        if (isClosure) {
            wake.accept(Closure.service(ref));
        }
        if (isService) {
            wakeRollouts(ref);
            wakeRoutes(ref.environment());
        }
        if (isRollout) {
            resources
                    .find(Rollout.KIND, ref)
                    .ifPresent(
                            rollout ->
                                    wakeAround(
                                            Ref.in(
                                                    ref.environment().orElseThrow(),
                                                    Service.KIND.name(),
                                                    rollout.spec().service())));
        }
    }

    /// Asks for a look at a service and at those of its rollouts that have not ended.
    void wakeAround(Ref service) {
        wake.accept(service);
        wakeRollouts(service);
    }

    /// Asks for a look at all routes, or those of an environment.
    void wakeRoutes(Optional<Name> environment) {
        resources.list(Route.KIND, environment).forEach(route -> wake.accept(route.ref()));
    }

    private void wakeRollouts(Ref service) {
        resources.list(Rollout.KIND, service.environment()).stream()
                .filter(rollout -> rollout.spec().service().equals(service.name()))
                .filter(rollout -> !rollout.status().phase().isTerminal())
                .forEach(rollout -> wake.accept(rollout.ref()));
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
