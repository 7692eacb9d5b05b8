package penstock.cli.load;

import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Sends the requests of a plan on time, each on a virtual thread of its own, and counts what comes back.
public final class LoadGenerator implements AutoCloseable {
    private final LoadPlan plan;
    private final Shot.Source shots;
    private final Ending.Listener listener;
    private final LoadRecord record = new LoadRecord();
    private final Carrier carrier;
    private final Semaphore places;
    private final AtomicLong sent = new AtomicLong();
    private final Thread schedule;
    private final long begin;
    private volatile boolean isStopped;

    private LoadGenerator(
            LoadPlan plan, Shot.Source shots, Ending.Listener listener, Carrier.Maker carrier) {
        this.plan = plan;
        this.shots = shots;
        this.listener = listener;
        this.carrier = carrier.make(plan, record::resent);
        this.places = new Semaphore(plan.limits().maxInFlight());
        this.begin = System.nanoTime();
        this.schedule = Thread.ofPlatform().name("load").daemon(true).unstarted(this::send);
    }

    /// Begins at once.
    public static LoadGenerator start(LoadPlan plan, Shot.Source shots) {
        return start(plan, shots, _ -> {});
    }

    /// Begins at once; the listener hears of every request that has ended.
    public static LoadGenerator start(LoadPlan plan, Shot.Source shots, Ending.Listener listener) {
        return start(plan, shots, listener, WireClient::plain);
    }

    /// Begins at once, and sends by another way than HTTP/1.1 without TLS.
    public static LoadGenerator start(
            LoadPlan plan, Shot.Source shots, Ending.Listener listener, Carrier.Maker carrier) {
        var generator = new LoadGenerator(plan, shots, listener, carrier);
        generator.schedule.start();
        return generator;
    }

    /// What was counted so far.
    public LoadReport report() {
        return record.report(sent.get());
    }

    /// How long the load has been running, in nanoseconds: the clock of a report's times.
    public long elapsedNanos() {
        return System.nanoTime() - begin;
    }

    /// Sends nothing more, waits for the answers that are due, and reports all.
    public LoadReport stop() {
        isStopped = true;
        LockSupport.unpark(schedule);
        return await();
    }

    /// Waits for the end of the plan and for the answers that are due, and reports all.
    public LoadReport await() {
        boolean isInterrupted = false;
        while (true) {
            try {
                schedule.join();
                places.acquire(plan.limits().maxInFlight());
                places.release(plan.limits().maxInFlight());
                break;
            } catch (InterruptedException e) {
                isInterrupted = true;
                isStopped = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return report();
    }

    private void send() {
        var random = new SplittableRandom(plan.arrivals().seed());
        double due = 0;
        for (long number = 0; number < plan.limits().maxCount(); number++) {
            due += gap(random);
            long dueNanos = (long) due;
            if (dueNanos > plan.limits().maxTime().toNanos()) {
                return;
            }
            var shot = shots.next(random).by(user(number, random));
            if (!isTime(dueNanos)) {
                return;
            }
            sent.incrementAndGet();
            if (places.tryAcquire()) {
                Thread.ofVirtual().start(() -> fire(shot, dueNanos));
            } else {
                ended(
                        new Ending(
                                shot,
                                Answer.lost(Outcome.UNSENT, "too many wait already"),
                                dueNanos,
                                dueNanos,
                                elapsedNanos()));
            }
        }
    }

    /// Nanoseconds to the next request: exponential for independent users, or always the same.
    private double gap(RandomGenerator random) {
        double even = TimeUnit.SECONDS.toNanos(1) / plan.arrivals().perSecond();
        return plan.arrivals().isPoisson() ? even * -Math.log(1 - random.nextDouble()) : even;
    }

    private String user(long number, RandomGenerator random) {
        return "user-"
                + (plan.arrivals().users() == 0 ? number : random.nextInt(plan.arrivals().users()));
    }

    /// Waits until the request is due.
    ///
    /// @return false when the load was stopped instead
    private boolean isTime(long dueNanos) {
        long left = dueNanos - elapsedNanos();
        while (left > 0 && !isStopped) {
            LockSupport.parkNanos(left);
            left = dueNanos - elapsedNanos();
        }
        return !isStopped;
    }

    private void fire(Shot shot, long dueNanos) {
        try {
            long sentNanos = elapsedNanos();
            var answer = carrier.send(shot, begin + dueNanos + plan.limits().timeout().toNanos());
            ended(new Ending(shot, answer, dueNanos, sentNanos, elapsedNanos()));
        } finally {
            places.release();
        }
    }

    private void ended(Ending ending) {
        record.add(ending);
        listener.ended(ending);
    }

    @Override
    public void close() {
        stop();
        carrier.close();
    }
}
