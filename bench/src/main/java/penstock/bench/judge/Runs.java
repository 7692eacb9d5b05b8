package penstock.bench.judge;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import penstock.bench.judge.contender.Contender;
import penstock.bench.judge.world.Scenario;

/// Many rollouts of a scenario, on several threads. A rollout depends on its number and the seed only, and results are put in order of
/// the numbers, so the number of threads changes nothing.
final class Runs {
    private static final long TOLD_NANOS = 30_000_000_000L;

    private final long seed;
    private final int first;
    private final int many;
    private final int threads;
    private final PrintWriter err;

    /// @param seed of all
    /// @param first number of the first rollout
    /// @param many how many rollouts
    /// @param err is told now and then how far it is
    Runs(long seed, int first, int many, int threads, PrintWriter err) {
        this.seed = seed;
        this.first = first;
        this.many = many;
        this.threads = threads;
        this.err = err;
    }

    /// A seed for each rollout, such that those of neighbouring seeds have none in common.
    long seedOf(int number) {
        var mixed = seed * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (mixed ^ (mixed >>> 31)) + number;
    }

    Result of(Scenario scenario, Plan plan, List<Contender> judges) throws InterruptedException {
        var endings = new ArrayList<List<Ending>>();
        var progress = new Progress(scenario.name() + " " + plan.name(), many, err);
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var futures =
                    IntStream.range(first, first + many)
                            .mapToObj(
                                    number ->
                                            pool.submit(
                                                    () -> {
                                                        var one =
                                                                Rollout.play(
                                                                        plan,
                                                                        scenario.trouble(),
                                                                        judges,
                                                                        seedOf(number));
                                                        progress.add();
                                                        return one;
                                                    }))
                            .toList();
            for (var future : futures) {
                endings.add(result(future));
            }
        }
        var scores =
                IntStream.range(0, judges.size())
                        .mapToObj(
                                i ->
                                        new Score(
                                                judges.get(i),
                                                plan,
                                                scenario.rate(),
                                                endings.stream().map(each -> each.get(i)).toList()))
                        .toList();
        return new Result(scenario, plan, scores);
    }

    private static List<Ending> result(Future<List<Ending>> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a rollout failed: " + e.getCause(), e);
        }
    }

    /// Tells at most twice a minute how far it is.
    private static final class Progress {
        private final String name;
        private final int of;
        private final PrintWriter err;
        private final long begun = System.nanoTime();
        private final AtomicLong told = new AtomicLong(begun);
        private final AtomicLong done = new AtomicLong();

        Progress(String name, int of, PrintWriter err) {
            this.name = name;
            this.of = of;
            this.err = err;
        }

        void add() {
            var now = System.nanoTime();
            var last = told.get();
            var count = done.incrementAndGet();
            if (now - last >= TOLD_NANOS && told.compareAndSet(last, now)) {
                var left = (now - begun) / 60e9 / count * (of - count);
                err.printf(Locale.ROOT, "%s: %,d of %,d, %.1f min to go%n", name, count, of, left);
                err.flush();
            }
        }
    }
}
