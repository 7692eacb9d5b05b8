package penstock.capabilities.services.external;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Instance.State;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.probing.Answer;
import penstock.capabilities.services.probing.Probes;
import penstock.capabilities.services.probing.Probing;

/// Asks one instance again and again whether it is ready, on a thread of its own. Whoever does not answer is asked for as
/// long as it is in demand, since nobody here can start it again.
final class Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final InstanceSpec spec;
    private final Endpoint endpoint;
    private final Records records;
    private final InstantSource clock;
    private final Consumer<String> changed;
    private final Probes probes;
    private volatile Instance snapshot;
    private final CountDownLatch leaving = new CountDownLatch(1);
    private boolean isTroubled;

    /// @param changed called with the id when the snapshot changed
    Watched(InstanceSpec spec, Records records, InstantSource clock, Consumer<String> changed) {
        this(spec, records, clock, changed, Probes.begin(spec.run(), System.nanoTime()));
    }

    private Watched(
            InstanceSpec spec,
            Records records,
            InstantSource clock,
            Consumer<String> changed,
            Probes probes) {
        this.spec = spec;
        this.endpoint = spec.elsewhere().orElseThrow();
        this.records = records;
        this.clock = clock;
        this.changed = changed;
        this.probes = probes;
        this.snapshot = instance(State.STARTING, clock.instant(), "Requested", "");
    }

    /// One that an earlier server knew: as it was, until it answers otherwise.
    static Watched resumed(
            Recorded record, Records records, InstantSource clock, Consumer<String> changed) {
        var spec = record.spec();
        var probes =
                Probes.begin(spec.run(), System.nanoTime()).resumed(record.state() == State.READY);
        var watched = new Watched(spec, records, clock, changed, probes);
        watched.snapshot =
                watched.instance(record.state(), record.since(), record.reason(), record.message());
        return watched;
    }

    Instance snapshot() {
        return snapshot;
    }

    void begin() {
        Thread.ofVirtual().name("external-" + spec.id()).start(this::watch);
    }

    /// Asks no more. What is being asked may still be answered, and counts no more.
    synchronized void leave() {
        leaving.countDown();
    }

    /// As `leave`, and it has ended. Its record goes first: a server that is killed between the two would take it for ready, and
    /// end it again.
    synchronized void stop() {
        if (snapshot.isEnded()) {
            return;
        }
        try {
            records.delete(spec.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        become(State.EXITED, "Released", "no longer asked; whoever runs it may stop it");
        leave();
    }

    private void watch() {
        try {
            do {
                ask();
            } while (!leaving.await(next() - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        for (var probing : probes.begin(System.nanoTime())) {
            try {
                answered(probing, probing.ask(endpoint));
            } catch (RuntimeException | Error e) {
                broke(probing, e);
            }
        }
    }

    private void broke(Probing probing, Throwable failure) {
        try {
            answered(probing, Answer.unasked(failure));
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("instance", spec.id())
                    .log("instance could not be asked, will try again");
        } catch (RuntimeException | Error _) {
            // Not even the failure could be told; nobody else asks this instance.
        }
    }

    /// Eagerly until it should have been ready, then as seldom as the service says.
    private long next() {
        long now = System.nanoTime();
        long next = probes.next(now + LONGEST.toNanos());
        var late = probes.late(now);
        return late.isPresent() ? Math.max(next, now + late.get().spec().every().toNanos()) : next;
    }

    private synchronized void answered(Probing probing, Answer answer) {
        if (leaving.getCount() == 0) {
            return;
        }
        switch (probes.answered(probing, answer)) {
            case READY -> ready();
            case NOT_READY -> {
                LOG.atWarn()
                        .addKeyValue("instance", spec.id())
                        .addKeyValue("answer", answer.text())
                        .log("instance is no longer ready");
                record(become(State.NOT_READY, "ProbeFailed", probing.describe(endpoint)));
            }
            case UNHEALTHY, NOTHING -> {
                if (snapshot.state() == State.STARTING && !answer.isYes()) {
                    become(State.STARTING, "NotReadyYet", probing.describe(endpoint));
                }
            }
        }
    }

    /// Ready for others once that is on the disk, so that a server that is killed right after does not begin with less than the
    /// gateway has. On a full disk it is ready all the same: that is worth more than what a second failure would cost.
    private void ready() {
        var next = instance(State.READY, clock.instant(), "Ready", "");
        record(next);
        publish(next);
        LOG.atInfo().addKeyValue("instance", spec.id()).log("instance is ready");
    }

    private void record(Instance instance) {
        try {
            records.save(Recorded.of(instance));
            isTroubled = false;
        } catch (IOException e) {
            if (!isTroubled) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("instance", spec.id())
                        .log("record of an instance could not be written");
            }
            isTroubled = true;
        }
    }

    private Instance become(State state, String reason, String message) {
        var since = state == snapshot.state() ? snapshot.since() : clock.instant();
        var next = instance(state, since, reason, message);
        publish(next);
        return next;
    }

    private void publish(Instance next) {
        if (!next.equals(snapshot)) {
            snapshot = next;
            changed.accept(spec.id());
        }
    }

    private Instance instance(State state, Instant since, String reason, String message) {
        return new Instance(
                spec,
                state,
                endpoint.host(),
                endpoint.port(),
                0,
                Optional.empty(),
                since,
                0,
                Optional.empty(),
                reason,
                message,
                List.of());
    }
}
