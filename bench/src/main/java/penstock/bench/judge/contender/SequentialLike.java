package penstock.bench.judge.contender;

import java.util.List;
import java.util.Locale;
import penstock.bench.judge.world.Counted;
import penstock.bench.judge.world.Moment;

/// Sequential tests as Netflix has described them for canaries (arXiv 2011.03567 and 2205.14762): errors by
/// [EventShares], latency by [Bands], every ten seconds, with half of alpha each, begun anew at each weight. There is no least
/// effect that matters.
record SequentialLike(String name, double alpha) implements Contender {
    private static final int LEAST_VALUES = 100;

    @Override
    public String what() {
        return String.format(
                Locale.ROOT,
                "sequential tests: error arrivals and bands of latency, alpha %s at each weight",
                alpha);
    }

    @Override
    public long everyMillis() {
        return 10_000;
    }

    @Override
    public boolean isDriving() {
        return false;
    }

    @Override
    public Trial begin(Start start) {
        return new Sums();
    }

    private final class Sums implements Trial {
        private final double enough = Math.log(2 / alpha);

        /// Each of two bands may be left on either side; only one side of each matters.
        private final Bands bands = Bands.of(alpha / 2, LEAST_VALUES);

        private Counted stable = Counted.NONE;
        private Counted candidate = Counted.NONE;
        private double arrivals;
        private double slower = Double.NEGATIVE_INFINITY;

        @Override
        public boolean isWorse(Moment moment) {
            stable = stable.plus(moment.stable());
            candidate = candidate.plus(moment.candidate());
            arrivals = arrivals(moment.weight());
            var isEnough = Math.min(stable.latency().count(), candidate.latency().count()) > 0;
            slower =
                    isEnough
                            ? bands.slower(stable.latency(), candidate.latency())
                            : Double.NEGATIVE_INFINITY;
            return arrivals >= enough || slower > 0;
        }

        /// Only more errors than expected count.
        private double arrivals(double weight) {
            var all = stable.clients() + candidate.clients();
            return candidate.clients() <= weight * all || weight >= 1
                    ? 0
                    : EventShares.logBayesFactor(stable.clients(), candidate.clients(), weight);
        }

        @Override
        public void weight(double weight) {
            stable = Counted.NONE;
            candidate = Counted.NONE;
        }

        @Override
        public List<String> reasons() {
            return List.of(
                    String.format(
                            Locale.ROOT,
                            "arrivals of errors: %.2f of %.2f nats; latency: bands %s",
                            arrivals,
                            enough,
                            slower > 0 ? "apart" : "not apart"));
        }
    }
}
