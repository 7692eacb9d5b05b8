package penstock.bench.judge.contender;

import java.util.List;
import java.util.Locale;
import penstock.bench.judge.contender.Thresholds.Finding;
import penstock.bench.judge.world.Moment;

/// As Argo Rollouts does it (`analysis/analysis.go`): each minute one measurement of each metric of the candidate; a metric
/// fails with more failed measurements than its limit, counted for itself, or with more than four measurements without a
/// value in a row.
record ArgoLike(String name, Thresholds thresholds, int failureLimit) implements Contender {
    private static final int CONSECUTIVE_ERROR_LIMIT = 4;

    @Override
    public String what() {
        return String.format(
                Locale.ROOT,
                "Argo Rollouts: success >= %.2f %%, p99 <= %.0f ms, failureLimit %d",
                thresholds.success() * 100,
                thresholds.p99() * 1_000,
                failureLimit);
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
        return new Measurements();
    }

    private final class Measurements implements Trial {
        private final Metric success = new Metric();
        private final Metric latency = new Metric();

        @Override
        public boolean isWorse(Moment moment) {
            success.add(thresholds.success(moment.candidate()));
            latency.add(thresholds.latency(moment.candidate()));
            return success.isFailed() || latency.isFailed();
        }

        @Override
        public void weight(double weight) {
            // Limits are the same at every weight.
        }

        @Override
        public List<String> reasons() {
            return List.of(
                    "success: %d failed of %d allowed; p99: %d failed of %d allowed"
                            .formatted(success.failed, failureLimit, latency.failed, failureLimit));
        }
    }

    private final class Metric {
        private int failed;
        private int withoutValue;

        void add(Finding finding) {
            failed += finding == Finding.FAILED ? 1 : 0;
            withoutValue = finding == Finding.NO_DATA ? withoutValue + 1 : 0;
        }

        boolean isFailed() {
            return failed > failureLimit || withoutValue > CONSECUTIVE_ERROR_LIMIT;
        }
    }
}
