package penstock.bench.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import penstock.bench.judge.contender.OwnJudge;
import penstock.bench.judge.world.Scenario.Family;
import penstock.judge.JudgePolicy;

/// What our judge promises, held against what was measured. A rate counts as broken when chance alone hardly explains it:
/// when the whole 95 % interval is beyond the promise.
final class Promises {
    private static final double TOTAL_FAILURE_P99_SECONDS = 2;
    private static final double FIVE_PERCENT_P95_SECONDS = 60;

    /// Fewer rollouts say too little about the slowest.
    private static final int ENOUGH_FOR_TIMES = 100;

    private Promises() {}

    /// Wrong rollbacks of a judge.
    record Sum(String judge, Proportion rolledBack) {}

    static List<Sum> sums(List<Result> results) {
        var happened = new LinkedHashMap<String, Long>();
        var of = new LinkedHashMap<String, Long>();
        for (var result : results) {
            if (result.scenario().family() == Family.NULL) {
                for (var score : result.scores()) {
                    var share = score.share(Ending.Outcome.ROLLED_BACK);
                    happened.merge(score.judge().name(), share.happened(), Long::sum);
                    of.merge(score.judge().name(), share.of(), Long::sum);
                }
            }
        }
        return happened.entrySet().stream()
                .map(each -> new Sum(each.getKey(), proportion(each, of)))
                .toList();
    }

    private static Proportion proportion(Map.Entry<String, Long> happened, Map<String, Long> of) {
        return new Proportion(happened.getValue(), of.getOrDefault(happened.getKey(), 1L));
    }

    static List<String> broken(List<Result> results) {
        var broken = new ArrayList<String>();
        for (var result : results) {
            for (var score : result.scores()) {
                if (score.judge() instanceof OwnJudge own) {
                    rates(result, score, own, broken);
                    if (own.policy().equals(JudgePolicy.STANDARD)) {
                        times(result, score, broken);
                    }
                }
            }
        }
        return broken;
    }

    private static void rates(Result result, Score score, OwnJudge own, List<String> broken) {
        var family = result.scenario().family();
        if (family == Family.NULL) {
            var share = score.share(Ending.Outcome.ROLLED_BACK);
            add(result, score, "wrong rollbacks", share, own.policy().alpha(), broken);
        }
        // The margins that the scenarios of this family are at are the sharp ones.
        if (family == Family.MARGIN && own.limits().equals(OwnJudge.SHARP)) {
            var share = score.share(Ending.Outcome.PROMOTED);
            add(result, score, "wrong promotions", share, own.policy().beta(), broken);
        }
    }

    private static void add(
            Result result,
            Score score,
            String what,
            Proportion share,
            double promised,
            List<String> broken) {
        if (share.low() > promised) {
            broken.add(
                    String.format(
                            Locale.ROOT,
                            "%s %s, %s: %d of %d %s (expected: at most %.1f %%)",
                            result.scenario().name(),
                            result.plan().name(),
                            score.judge().name(),
                            share.happened(),
                            share.of(),
                            what,
                            promised * 100));
        }
    }

    private static void times(Result result, Score score, List<String> broken) {
        if (score.endings().size() < ENOUGH_FOR_TIMES) {
            return;
        }
        var until = score.untilGone();
        switch (result.scenario().name()) {
            case "err100%-steady" ->
                    time(result, score, "p99", until.at(0.99), TOTAL_FAILURE_P99_SECONDS, broken);
            case "err5%-steady" ->
                    time(result, score, "p95", until.at(0.95), FIVE_PERCENT_P95_SECONDS, broken);
            default -> {
                // Nothing is promised about the others.
            }
        }
    }

    private static void time(
            Result result,
            Score score,
            String which,
            double seconds,
            double promised,
            List<String> broken) {
        if (seconds > promised) {
            broken.add(
                    String.format(
                            Locale.ROOT,
                            "%s %s, %s: %s %.2f s (expected: at most %.0f s)",
                            result.scenario().name(),
                            result.plan().name(),
                            score.judge().name(),
                            which,
                            seconds,
                            promised));
        }
    }
}
