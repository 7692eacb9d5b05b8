package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import penstock.kernel.control.Controller;
import penstock.kernel.control.Decision;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.testkit.ControlLoopTest.Effect;

/// Turns valves to where they shall be, and inspects them afterwards.
final class Plumber
        implements Controller<
                Valve.Spec, Valve.Status, Resource<Valve.Spec, Valve.Status>, Effect> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final LinkedBlockingQueue<Effect> performed = new LinkedBlockingQueue<>();
    final AtomicInteger looks = new AtomicInteger();
    final AtomicInteger together = new AtomicInteger();
    final AtomicInteger unmounts = new AtomicInteger();
    volatile int unmountsNeeded = 1;
    volatile Optional<Duration> lookAgainIn = Optional.empty();
    volatile Work observing = _ -> {};
    volatile Work performing = _ -> {};

    interface Work {
        void on(Ref ref) throws Exception;
    }

    @Override
    public String name() {
        return "plumber";
    }

    @Override
    public Kind<Valve.Spec, Valve.Status> kind() {
        return Valve.KIND;
    }

    @Override
    public Resource<Valve.Spec, Valve.Status> observe(Resource<Valve.Spec, Valve.Status> resource) {
        looks.incrementAndGet();
        try {
            observing.on(resource.ref());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return resource;
    }

    @Override
    public Decision<Valve.Status, Effect> decide(Resource<Valve.Spec, Valve.Status> seen) {
        int opening = seen.spec().opening();
        return new Decision<>(
                new Valve.Status(opening),
                "shall be " + opening,
                List.of(new Effect.Turn(seen.ref(), opening), new Effect.Inspect(seen.ref())),
                lookAgainIn);
    }

    @Override
    public void perform(Effect effect) throws Exception {
        together.incrementAndGet();
        try {
            performing.on(effect.valve());
            if (effect instanceof Effect.Unmount) {
                unmounts.incrementAndGet();
            }
            performed.add(effect);
        } finally {
            together.decrementAndGet();
        }
    }

    @Override
    public List<Effect> gone(Ref ref) {
        return unmounts.get() >= unmountsNeeded ? List.of() : List.of(new Effect.Unmount(ref));
    }

    Effect next() throws InterruptedException {
        var effect = performed.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(effect).as("an effect within " + PATIENCE).isNotNull();
        return java.util.Objects.requireNonNull(effect);
    }
}
