package penstock.capabilities.checks;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.services.CheckSpec;

/// Makes measurements in the background and keeps the latest of each place until it is asked for. A measurement is known by its
/// place and its number; asking for the same twice makes it once.
public final class CheckRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckRunner.class);

    private final Gauge gauge;
    private final ConcurrentHashMap<String, Run> runs = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    public CheckRunner(Gauge gauge) {
        this.gauge = gauge;
    }

    private record Run(int number, Thread thread, Optional<Finding> finding) {}

    /// Starts a measurement unless it was started. It takes the place of the one before it, whose result was taken.
    ///
    /// @param key of the place
    /// @param whenDone called once it is made
    public void start(String key, int number, CheckOrder order, Runnable whenDone) {
        runs.compute(
                key,
                (_, before) ->
                        isClosed || (before != null && before.number() == number)
                                ? before
                                : started(key, number, order, whenDone));
    }

    private Run started(String key, int number, CheckOrder order, Runnable whenDone) {
        var thread =
                Thread.ofVirtual()
                        .name("check " + key)
                        .start(() -> run(key, number, order, whenDone));
        return new Run(number, thread, Optional.empty());
    }

    private void run(String key, int number, CheckOrder order, Runnable whenDone) {
        var finding = measure(order);
        long own = Thread.currentThread().threadId();
        runs.computeIfPresent(
                key,
                (_, run) ->
                        run.thread().threadId() == own
                                ? new Run(number, run.thread(), Optional.of(finding))
                                : run);
        whenDone.run();
    }

    /// What is wrong with the queries of a check, as far as that can be told before they are asked.
    public List<String> faults(CheckSpec check) {
        return gauge.faults(check);
    }

    /// Measures at once, on the thread that asks.
    public Finding measure(CheckOrder order) {
        try {
            return gauge.measure(order);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.error("interrupted");
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).addKeyValue("check", order.name()).log("check broke");
            return Finding.error("the check broke; the server's log says how");
        }
    }

    /// What a measurement found, once it is made.
    public Optional<Finding> result(String key, int number) {
        return Optional.ofNullable(runs.get(key))
                .filter(run -> run.number() == number)
                .flatMap(Run::finding);
    }

    /// Whether a measurement was started here.
    public boolean isStarted(String key, int number) {
        return Optional.ofNullable(runs.get(key)).filter(run -> run.number() == number).isPresent();
    }

    /// Gives up what is under way at all places whose key begins so, and drops what was found there.
    public void forget(String prefix) {
        for (var key : runs.keySet()) {
            if (key.startsWith(prefix)) {
                // Under the lock of the place: what is interrupted leaves its finding there before
                // it is dropped or finds the
                // place gone, but never brings it back.
                runs.computeIfPresent(
                        key,
                        (_, run) -> {
                            run.thread().interrupt();
                            return null;
                        });
            }
        }
    }

    /// Gives up all that is under way, without a result: that a server ends says nothing about a candidate.
    @Override
    public void close() {
        isClosed = true;
        forget("");
    }
}
