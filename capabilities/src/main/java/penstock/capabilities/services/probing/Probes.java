package penstock.capabilities.services.probing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.ProbeSpec;
import penstock.capabilities.services.RunSpec;

/// All probes of one attempt to run an instance, and their order: startup first, then ready, and live from the first
/// ready on. Does no I/O; times are those of [System#nanoTime()].
public final class Probes {
    /// What an answer means for the instance.
    public enum Finding {
        NOTHING,
        READY,
        NOT_READY,
        UNHEALTHY
    }

    private final List<Probing> all;
    private boolean isReady;
    private boolean hasBeenReady;
    private long phaseBegan;

    private Probes(List<Probing> all, long began) {
        this.all = all;
        this.phaseBegan = began;
    }

    /// For an instance that does not run.
    public static Probes none() {
        return new Probes(List.of(), System.nanoTime());
    }

    /// @param began when the process was started: the limits count from here
    public static Probes begin(RunSpec run, long began) {
        long now = System.nanoTime();
        var all = new ArrayList<Probing>();
        var dial = Dial.of(run);
        run.startup()
                .ifPresent(spec -> all.add(new Probing(Probing.Role.STARTUP, spec, dial, now)));
        var ready = run.ready().orElse(ProbeSpec.CONNECT);
        all.add(new Probing(Probing.Role.READY, ready, dial, now));
        run.live().ifPresent(spec -> all.add(new Probing(Probing.Role.LIVE, spec, dial, now)));
        return new Probes(List.copyOf(all), began);
    }

    /// Goes on for an instance that had been ready before this server came, and whether it was at last.
    public Probes resumed(boolean wasReadyAtLast) {
        isReady = wasReadyAtLast;
        hasBeenReady = true;
        for (var probing : all) {
            if (probing.role() == Probing.Role.STARTUP || wasReadyAtLast) {
                probing.resume();
            }
        }
        return this;
    }

    /// The questions to ask now; each counts as asked.
    public List<Probing> begin(long now) {
        return all.stream().filter(probing -> isActive(probing) && probing.ask(now)).toList();
    }

    public Finding answered(Probing probing, Answer answer) {
        if (!all.contains(probing)) {
            return Finding.NOTHING;
        }
        probing.answered(answer);
        return switch (probing.role()) {
            case STARTUP -> {
                if (probing.isYes()) {
                    phaseBegan = System.nanoTime();
                }
                yield Finding.NOTHING;
            }
            case READY -> ready(probing);
            case LIVE -> probing.isNo() ? Finding.UNHEALTHY : Finding.NOTHING;
        };
    }

    private Finding ready(Probing probing) {
        if (!isReady && probing.isYes()) {
            isReady = true;
            hasBeenReady = true;
            return Finding.READY;
        }
        if (isReady && probing.isNo()) {
            isReady = false;
            return Finding.NOT_READY;
        }
        return Finding.NOTHING;
    }

    /// The probe whose limit for the first yes is over.
    public Optional<Probing> late(long now) {
        return waiting().filter(probing -> elapsed(now).compareTo(probing.spec().within()) >= 0);
    }

    /// The probe that the instance has yet to pass for the first time.
    Optional<Probing> waiting() {
        return hasBeenReady
                ? Optional.empty()
                : all.stream()
                        .filter(probing -> probing.role() != Probing.Role.LIVE && isActive(probing))
                        .findFirst();
    }

    public Duration elapsed(long now) {
        return Duration.ofNanos(now - phaseBegan);
    }

    /// When something is due, if that is before `latest`.
    public long next(long latest) {
        long next = latest;
        for (var probing : all) {
            if (isActive(probing) && !probing.isAsking() && probing.due() - next < 0) {
                next = probing.due();
            }
        }
        if (waiting().isPresent()) {
            long limit = phaseBegan + waiting().get().spec().within().toNanos();
            next = limit - next < 0 ? limit : next;
        }
        return next;
    }

    private boolean isActive(Probing probing) {
        return switch (probing.role()) {
            case STARTUP -> !probing.hasPassed();
            case READY -> hasStartedUp();
            case LIVE -> hasBeenReady;
        };
    }

    private boolean hasStartedUp() {
        return all.stream()
                .filter(probing -> probing.role() == Probing.Role.STARTUP)
                .allMatch(Probing::hasPassed);
    }
}
