package penstock.kernel.control;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import penstock.kernel.LogKeys;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Principal;
import penstock.model.DurationText;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Resource;

/// One controller's looks at its resources: what happens to a name between queue and queue. Called by one thread at a
/// time for each name.
final class Look {
    private static final Logger LOG = LoggerFactory.getLogger(Look.class);

    /// How often somebody else may be faster in a row before it counts as a failure.
    private static final int MOST_CONFLICTS = 20;

    /// From one look behind a deleted resource to the next.
    private static final Duration CLEAN_UP_AGAIN = Duration.ofMillis(200);

    /// Whether the resource of a look exists.
    enum Found {
        THERE,
        GONE
    }

    /// What a look asks of the loop.
    interface Rules {
        /// Whether the next effect of a look may be performed.
        boolean mayGoOn(Ref ref);

        void lookAgain(Ref ref);
    }

    private final Controller<?, ?, ?, ?> controller;
    private final ResourceService resources;
    private final Timer timer;
    private final Backoff backoff;
    private final Rules rules;
    private final Map<Ref, Integer> failures = new ConcurrentHashMap<>();
    private final Map<Ref, Timer.Alarm> alarms = new ConcurrentHashMap<>();

    Look(
            Controller<?, ?, ?, ?> controller,
            ResourceService resources,
            Timer timer,
            Backoff backoff,
            Rules rules) {
        this.controller = controller;
        this.resources = resources;
        this.timer = timer;
        this.backoff = backoff;
        this.rules = rules;
    }

    /// `GONE` once everything behind a deleted resource is cleaned up.
    Found at(Ref ref) {
        cancel(ref);
        try {
            var found = look(controller, ref);
            failures.remove(ref);
            return found;
        } catch (Exception | Error e) {
            // Want of memory too: somebody else may have taken it, and an abort must not wait for a
            // restart.
            failed(ref, e);
            return Found.THERE;
        }
    }

    private <S extends Record, T extends Record, O, E> Found look(
            Controller<S, T, O, E> owner, Ref ref) throws Exception {
        for (int conflicts = 0; ; conflicts++) {
            var resource = resources.find(owner.kind(), ref);
            if (resource.isEmpty()) {
                return cleanUp(owner, ref);
            }
            var decision = owner.decide(owner.observe(resource.get()));
            if (store(owner, resource.get(), decision, conflicts)) {
                if (perform(owner, ref, decision.effects())) {
                    decision.lookAgainIn().ifPresent(delay -> remind(ref, delay));
                }
                return Found.THERE;
            }
        }
    }

    /// Cleaning up may take time (an instance drains before it is stopped), so it is looked at until nothing is left.
    private <E> Found cleanUp(Controller<?, ?, ?, E> owner, Ref ref) throws Exception {
        var left = owner.gone(ref);
        if (left.isEmpty()) {
            return Found.GONE;
        }
        if (perform(owner, ref, left)) {
            remind(ref, CLEAN_UP_AGAIN);
        }
        return Found.THERE;
    }

    /// Stores what was decided before anything is done about it. False when the resource has changed meanwhile: what was
    /// decided is about the past.
    private <S extends Record, T extends Record, E> boolean store(
            Controller<S, T, ?, E> owner,
            Resource<S, T> seen,
            Decision<T, E> decision,
            int conflicts) {
        var author = Principal.controller(owner.name());
        try {
            resources.writeStatus(seen, decision.status(), author, decision.reason());
            return true;
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.Conflict && conflicts < MOST_CONFLICTS) {
                return false;
            }
            throw e;
        }
    }

    /// False when something more important came up; the next look decides what is still to be done.
    private <E> boolean perform(Controller<?, ?, ?, E> owner, Ref ref, List<E> effects)
            throws Exception {
        for (var effect : effects) {
            if (!rules.mayGoOn(ref)) {
                rules.lookAgain(ref);
                return false;
            }
            owner.perform(effect);
        }
        return true;
    }

    private void failed(Ref ref, Throwable cause) {
        int count = failures.merge(ref, 1, Integer::sum);
        var delay = backoff.delay(count);
        LOG.atLevel(count == 1 ? Level.WARN : Level.DEBUG)
                .setCause(cause)
                .addKeyValue(LogKeys.CONTROLLER, controller.name())
                .addKeyValue(LogKeys.RESOURCE, ref)
                .addKeyValue(LogKeys.DELAY, DurationText.format(delay))
                .log("look failed, will try again");
        remind(ref, delay);
    }

    private void remind(Ref ref, Duration delay) {
        alarms.put(ref, timer.after(delay, () -> rules.lookAgain(ref)));
    }

    private void cancel(Ref ref) {
        var alarm = alarms.remove(ref);
        if (alarm != null) {
            alarm.cancel();
        }
    }

    void cancelAlarms() {
        alarms.values().forEach(Timer.Alarm::cancel);
        alarms.clear();
    }
}
