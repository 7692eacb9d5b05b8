package penstock.bench.judge.contender;

import java.util.List;
import java.util.Locale;
import penstock.bench.judge.contender.Thresholds.Finding;
import penstock.bench.judge.world.Moment;

/// As Flagger does it (`pkg/controller/scheduler*.go`): each minute one value for each metric of the candidate is compared with
/// a range; the first metric outside it, or without a value, makes the minute a failed one; failed minutes add up over the
/// whole analysis, and at the threshold the candidate goes back. (Flagger does so only at the next minute; that is not
/// held against it.) Stable is never looked at.
record FlaggerLike(String name, Thresholds thresholds, int threshold) implements Contender {
    @Override
    public String what() {
        return String.format(
                Locale.ROOT,
                "Flagger: success >= %.2f %%, p99 <= %.0f ms, %d failed minutes",
                thresholds.success() * 100,
                thresholds.p99() * 1_000,
                threshold);
    }

    @Override
    public long everyMillis() {
        return 60_000;
    }

    @Override
    public boolean isDriving() {
        return false;
    }

    @Override
    public Trial begin(Start start) {
        return new Minutes();
    }

    private final class Minutes implements Trial {
        private int failed;

        @Override
        public boolean isWorse(Moment moment) {
            var isFailed =
                    thresholds.success(moment.candidate()) != Finding.PASSED
                            || thresholds.latency(moment.candidate()) != Finding.PASSED;
            failed += isFailed ? 1 : 0;
            return failed >= threshold;
        }

        @Override
        public void weight(double weight) {
            // Limits are the same at every weight.
        }

        @Override
        public List<String> reasons() {
            return List.of(failed + " failed minutes of " + threshold);
        }
    }
}
