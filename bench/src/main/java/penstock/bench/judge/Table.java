package penstock.bench.judge;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import penstock.bench.judge.world.Scenario;
import penstock.bench.rig.Quantiles;

/// What was found, for people.
final class Table {
    private static final int NAME_WIDTH = 22;

    private final PrintWriter out;

    Table(PrintWriter out) {
        this.out = out;
    }

    private void line(String form, Object... values) {
        out.printf(Locale.ROOT, form + "%n", values);
    }

    void print(Scenario scenario, Plan plan, List<Score> scores) {
        line("");
        line(
                "%s: %s%s (%s, %d rollouts of %s)",
                scenario.name(),
                scenario.what(),
                scenario.isGood() ? "; the candidate is good" : "",
                plan.isDriven()
                        ? "driven by the judge " + weights(plan) + " -> 100 %"
                        : "fixed schedule " + weights(plan) + " %",
                scores.getFirst().endings().size(),
                time(plan.seconds()));
        if (plan.isDriven()) {
            driven(scores);
        } else {
            fixed(scores, plan.seconds());
        }
        out.flush();
    }

    private static String weights(Plan plan) {
        return plan.weights().stream()
                .map(weight -> String.valueOf(Math.round(weight * 100)))
                .collect(Collectors.joining(plan.isDriven() ? " -> " : "/"));
    }

    private void fixed(List<Score> scores, double most) {
        line(
                "  %-" + NAME_WIDTH + "s %9s %15s %29s %9s %20s",
                "judge",
                "rolled b.",
                "95 % interval",
                "until gone: p50, p95, p99",
                "requests",
                "failing: p50 p95 p99");
        for (var score : scores) {
            var rolledBack = score.share(Ending.Outcome.ROLLED_BACK);
            var until = score.untilGone();
            line(
                    "  %-" + NAME_WIDTH + "s %8.2f%% %6.2f..%6.2f%% %9s %9s %9s %9.0f %s",
                    score.judge().name(),
                    rolledBack.share() * 100,
                    rolledBack.low() * 100,
                    rolledBack.high() * 100,
                    atMost(until.at(0.5), most),
                    atMost(until.at(0.95), most),
                    atMost(until.at(0.99), most),
                    score.all(Ending::requests).at(0.5),
                    failing(score));
        }
    }

    private static String failing(Score score) {
        var failing = score.all(Ending::failing);
        return String.format(
                Locale.ROOT,
                "%6.0f %6.0f %6.0f",
                failing.at(0.5),
                failing.at(0.95),
                failing.at(0.99));
    }

    private void driven(List<Score> scores) {
        line(
                "  %-" + NAME_WIDTH + "s %8s %8s %8s %19s %19s %17s %20s",
                "judge",
                "rolled b",
                "promoted",
                "undecid.",
                "rolled b.: p50, p95",
                "promoted: p50, p95",
                "stages (p50), s",
                "failing: p50 p95 p99");
        for (var score : scores) {
            line(
                    "  %-" + NAME_WIDTH + "s %7.2f%% %7.2f%% %7.2f%% %s %s %17s %s",
                    score.judge().name(),
                    score.share(Ending.Outcome.ROLLED_BACK).share() * 100,
                    score.share(Ending.Outcome.PROMOTED).share() * 100,
                    score.share(Ending.Outcome.UNDECIDED).share() * 100,
                    times(score.of(Ending.Outcome.ROLLED_BACK, Ending::seconds)),
                    times(score.of(Ending.Outcome.PROMOTED, Ending::seconds)),
                    score.stages().stream()
                            .map(each -> String.valueOf(Math.round(each)))
                            .collect(Collectors.joining("/")),
                    failing(score));
        }
    }

    private static String times(Optional<Quantiles> quantiles) {
        return String.format(
                Locale.ROOT,
                "%9s %9s",
                quantiles.map(found -> time(found.at(0.5))).orElse("-"),
                quantiles.map(found -> time(found.at(0.95))).orElse("-"));
    }

    private static String atMost(double seconds, double most) {
        return seconds >= most ? ">" + time(most) : time(seconds);
    }

    static String time(double seconds) {
        if (seconds < 120) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
        }
        return String.format(Locale.ROOT, "%.1f min", seconds / 60);
    }

    /// Wrong rollbacks of all scenarios in which nothing is wrong.
    void sum(List<Promises.Sum> sums) {
        if (sums.isEmpty()) {
            return;
        }
        line("");
        line("equal versions, all scenarios of the family nulls together:");
        for (var sum : sums) {
            line(
                    "  %-" + NAME_WIDTH + "s rolled back %d of %d: %.3f %% (95 %%: %.3f..%.3f %%)",
                    sum.judge(),
                    sum.rolledBack().happened(),
                    sum.rolledBack().of(),
                    sum.rolledBack().share() * 100,
                    sum.rolledBack().low() * 100,
                    sum.rolledBack().high() * 100);
        }
    }

    void broken(List<String> lines) {
        lines.forEach(each -> line("broken: %s", each));
        out.flush();
    }
}
