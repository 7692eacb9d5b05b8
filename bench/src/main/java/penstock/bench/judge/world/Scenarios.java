package penstock.bench.judge.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import penstock.bench.judge.world.Scenario.Family;
import penstock.cli.api.ApiException;
import penstock.model.Suggestions;

/// All stories, by name.
public final class Scenarios {
    private static final double LATE = 25 * 60;
    private static final Trouble NONE = Trouble.none();
    private static final Map<String, Scenario> ALL = new LinkedHashMap<>();

    static {
        equal();
        faults();
        margins();
        hard();
        beyond();
    }

    private Scenarios() {}

    private static void add(Family family, String name, String what, Trouble trouble) {
        var isGood = family == Family.NULL || family == Family.BEYOND;
        ALL.put(name, new Scenario(name, family, what, isGood, trouble));
    }

    private static void equal() {
        var sticky = NONE.repeated(5, 1, 4);
        add(Family.NULL, "null", "rate, errors and latency of both swing within two hours", NONE);
        add(Family.NULL, "null-nodrift", "nothing swings", NONE.level());
        add(Family.NULL, "null-restless", "all swings every 15 min", NONE.restless());
        add(Family.NULL, "null-drift4x", "errors x 4, latency + 30 % in the hour", NONE.drift(4));
        add(Family.NULL, "null-brownout", "10 s of 20 % errors every 5 min", NONE.brownout());
        add(
                Family.NULL,
                "null-brownout-skew5",
                "the same, the candidate's counters 5 s late",
                NONE.brownout().late(5_000));
        add(
                Family.NULL,
                "null-clustered",
                "a failing client fails five times in a second",
                NONE.repeated(5, 0, 0.25));
        add(
                Family.NULL,
                "null-sticky",
                "a failing client fails five times, 1 to 4 s apart",
                sticky);
        add(Family.NULL, "null-warmup", "the candidate 3 x slower at first, 15 s", NONE.cold(2));
        add(Family.NULL, "null-2rps", "two requests a second", NONE.rate(2));
        add(Family.NULL, "null-0.1rps", "one request in ten seconds", NONE.rate(0.1));
        add(Family.NULL, "null-10000rps", "ten thousand requests a second", NONE.rate(10_000));
        add(
                Family.NULL,
                "null-pauses",
                "stalls of 150 ms every 3 s, each version's own",
                NONE.pauses(0.15, 3));
        add(
                Family.NULL,
                "null-stalls",
                "stalls of a second every 9 s, each version's own",
                NONE.pauses(1, 9));
        add(Family.NULL, "null-choppy", "a tail of both comes and goes every 30 s", NONE.choppy());
        add(Family.NULL, "null-bursts", "3 to 8 x the requests for 5 s a minute", NONE.bursts());
        add(
                Family.NULL,
                "null-retries",
                "brownouts, and clients that repeat up to five times",
                NONE.brownout().retries(5));
        add(Family.NULL, "null-morning", "requests grow sevenfold in the hour", NONE.morning());
        add(
                Family.NULL,
                "null-step",
                "5 x errors, 1.5 x latency of both from then on",
                NONE.step());
        add(
                Family.NULL,
                "null-outage",
                "90 % of the requests of both fail for a minute",
                NONE.outage());
        add(
                Family.NULL,
                "null-slow-replica",
                "one in four of stable's instances twice as slow",
                NONE.slowStableInstance(4));
    }

    private static void faults() {
        add(Family.ERRORS, "err0.3%", "0.3 % more requests fail", NONE.errors(0.003));
        add(Family.ERRORS, "err1%", "1 % more", NONE.errors(0.01));
        add(Family.ERRORS, "err5%", "5 % more", NONE.errors(0.05));
        add(Family.ERRORS, "err50%", "half", NONE.errors(0.5));
        add(Family.ERRORS, "err100%", "all", NONE.errors(1));
        add(
                Family.ERRORS,
                "err100%-steady",
                "all, of a steady 100 requests a second",
                NONE.steady().errors(1));
        add(
                Family.ERRORS,
                "err5%-steady",
                "5 % more, of a steady 100 requests a second",
                NONE.steady().errors(0.05));
        add(
                Family.ERRORS,
                "err1%-sticky",
                "1 % more, a failing client five times",
                NONE.errors(0.01).repeated(5, 1, 4));
        add(Family.LATENCY, "lat+5%", "all requests take 5 % longer", NONE.slower(1.05));
        add(Family.LATENCY, "lat+20%", "20 % longer", NONE.slower(1.2));
        add(Family.LATENCY, "lat2x", "twice as long", NONE.slower(2));
        add(Family.LATENCY, "tail5x@2%", "2 % take five times as long", NONE.tail(0.02, 5));
        add(Family.LATENCY, "tail+1s@10%", "10 % take a second more", NONE.tail(0.1));
        add(Family.SCORE, "score-0.02", "scores 0.02 lower", NONE.scoreDrop(0.02));
        add(Family.SCORE, "score-0.05", "scores 0.05 lower", NONE.scoreDrop(0.05));
        add(Family.LATE, "late-err1%@25min", "1 % fail later", NONE.errors(0.01).from(LATE));
        add(Family.LATE, "late-err5%@25min", "5 % fail later", NONE.errors(0.05).from(LATE));
        add(
                Family.LATE,
                "load-err0.5%@50%",
                "0.5 % fail at weight 50 %",
                NONE.errors(0.005).fromWeight(0.5));
        add(
                Family.LATE,
                "load-err1%@50%",
                "1 % fail at weight 50 %",
                NONE.errors(0.01).fromWeight(0.5));
    }

    private static void margins() {
        add(
                Family.MARGIN,
                "err-at-promo-margin",
                "errors 1.5 x and 0.1 % more",
                NONE.errors(1.5, 0.001));
        add(Family.MARGIN, "lat-at-promo-margin", "latency 1.1 x", NONE.slower(1.1));
        add(Family.MARGIN, "score-at-promo-margin", "scores 0.02 lower", NONE.scoreDrop(0.02));
    }

    private static void hard() {
        add(Family.HARD, "err5%-2rps", "of two requests a second", NONE.rate(2).errors(0.05));
        add(Family.HARD, "err50%-2rps", "of two requests a second", NONE.rate(2).errors(0.5));
        add(Family.HARD, "err100%-0.1rps", "one request in 10 s", NONE.rate(0.1).errors(1));
        add(Family.HARD, "err1%-10000rps", "of 10,000 a second", NONE.rate(10_000).errors(0.01));
        add(Family.HARD, "lat+20%-10000rps", "of 10,000 a second", NONE.rate(10_000).slower(1.2));
        add(Family.HARD, "err5%-bursts", "amidst bursts", NONE.bursts().errors(0.05));
        add(
                Family.HARD,
                "err5%-retries",
                "clients repeat up to five times, brownouts",
                NONE.brownout().retries(5).errors(0.05));
        add(Family.HARD, "err5%-brownout", "amidst brownouts", NONE.brownout().errors(0.05));
        add(Family.HARD, "err5%-morning", "in the morning", NONE.morning().errors(0.05));
        add(Family.HARD, "err5%-step", "and a step of both", NONE.step().errors(0.05));
        add(Family.HARD, "err5%-users", "of 2,000 users", NONE.users(2_000).errors(0.05));
        add(
                Family.HARD,
                "tail+1s@10%-cold-start",
                "of a program that is compiled while it runs",
                NONE.compiling().tail(0.1));
    }

    private static void beyond() {
        add(
                Family.BEYOND,
                "null-cold-start",
                "compiled while it runs, as on the JVM: 3.2 x slower at first",
                NONE.compiling());
        add(
                Family.BEYOND,
                "null-users",
                "2,000 users, each on one version, some always failing",
                NONE.users(2_000));
        add(
                Family.BEYOND,
                "null-slow-candidate-replica",
                "one in two of the candidate's instances half as slow again",
                NONE.slowCandidateInstance(2));
    }

    public static Collection<Scenario> all() {
        return ALL.values();
    }

    /// Those of names, of families, or all, in order and each once.
    public static List<Scenario> named(List<String> names) {
        var chosen = new LinkedHashMap<String, Scenario>();
        var unknown = new ArrayList<String>();
        for (var name : names) {
            var found = found(name);
            found.forEach(each -> chosen.put(each.name(), each));
            if (found.isEmpty()) {
                unknown.add(
                        "--scenarios: \"%s\"%s (expected: all, a family or a name, see --list)"
                                .formatted(name, Suggestions.hint(name, words())));
            }
        }
        if (!unknown.isEmpty()) {
            throw new ApiException("usage", unknown);
        }
        return List.copyOf(chosen.values());
    }

    private static List<Scenario> found(String name) {
        if (name.equals("all")) {
            return List.copyOf(ALL.values());
        }
        for (var each : List.of(name, "null-" + name)) {
            if (ALL.containsKey(each)) {
                return List.of(ALL.get(each));
            }
        }
        return ALL.values().stream().filter(each -> word(each.family()).equals(name)).toList();
    }

    private static List<String> words() {
        var words = new ArrayList<>(ALL.keySet());
        for (var family : Family.values()) {
            words.add(word(family));
        }
        return words;
    }

    /// A family as one names it on the command line. The one of equal versions is "nulls", since "null" is a scenario.
    public static String word(Family family) {
        return family == Family.NULL ? "nulls" : family.name().toLowerCase(Locale.ROOT);
    }
}
