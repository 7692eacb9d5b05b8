package penstock.judge;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The long form of [SimulationTest]: `main [rollouts per null family] [rollouts per fault] [parts: f d s n b c] [first seed]` prints tables of false
/// rollbacks, detection times and promotion times: faults found, driven by the judge, demonstration, null families, what is
/// beyond the promise, cost.
final class Simulation {
    private final PrintStream out;
    private final long nulls;
    private final long faults;
    private final long firstSeed;

    private Simulation(PrintStream out, long nulls, long faults, long firstSeed) {
        this.out = out;
        this.nulls = nulls;
        this.faults = faults;
        this.firstSeed = firstSeed;
    }

    public static void main(String[] args) {
        var nulls = args.length > 0 ? Long.parseLong(args[0]) : 2_000;
        var faults = args.length > 1 ? Long.parseLong(args[1]) : 300;
        var firstSeed = args.length > 3 ? Long.parseLong(args[3]) : 0;
        var simulation = new Simulation(System.out, nulls, faults, firstSeed);
        var parts = args.length > 2 ? args[2] : "fdsnb";
        if (parts.contains("f")) {
            simulation.faultsAtFixedWeight();
        }
        if (parts.contains("d")) {
            simulation.drivenByTheJudge();
        }
        if (parts.contains("s")) {
            simulation.demo();
        }
        if (parts.contains("c")) {
            simulation.costs();
        }
        if (parts.contains("n")) {
            simulation.nullFamilies();
        }
        if (parts.contains("b")) {
            simulation.beyondThePromise();
        }
    }

    static Map<String, Trouble> nullFamilies(Trouble base) {
        var families = new LinkedHashMap<String, Trouble>();
        families.put("A/A", base);
        families.put("drift4x", base.drift(4));
        families.put("brownout", base.brownout());
        families.put("skew5 + brownout", base.brownout().late(5_000));
        families.put("pauses", base.pauses());
        families.put("warm-up", base.cold(2));
        families.put("choppy tail", base.choppy());
        families.put("2 rps", base.rate(2));
        return families;
    }

    /// Wider margins and tolerances and shorter times, for demonstrations; nothing is known about stable but two seconds.
    static Rollout.Plan demoPlan(List<Double> weights) {
        var policy =
                JudgePolicy.STANDARD.withTimes(
                        Duration.ofSeconds(5), WarmUp.lasting(Duration.ofSeconds(5)));
        var stage =
                Stage.warm(500)
                        .with("errors", new Limits(Bound.shift(0.005), Bound.shift(0.01)))
                        .with("latency-p50", new Limits(Bound.factor(1.5), Bound.factor(1.5)))
                        .with("latency-p90", new Limits(Bound.factor(1.5), Bound.factor(1.5)))
                        .with("latency-p99", new Limits(Bound.factor(2), Bound.factor(2)));
        return new Rollout.Plan(
                policy, weights, Collections.nCopies(weights.size(), stage), 0, 600, 0);
    }

    private void nullFamilies() {
        out.println(
                "false rollbacks, 5/25/50 % for 10 min each, " + nulls + " rollouts per family");
        nullFamilies(Trouble.none()).forEach(this::printNull);
        printNull("A/A 300 rps", Trouble.none().rate(300));
        out.println("the same for a fresh candidate, latency judged coarsely");
        var fresh = Rollout.Plan.scheduled(JudgePolicy.STANDARD, 600).fresh();
        nullFamilies(Trouble.none()).forEach((name, trouble) -> printNull(name, fresh, trouble));
        printNull("JVM", fresh, Trouble.none().compiling());
        printNull("JVM, 20 rps", fresh, Trouble.none().rate(20).compiling());
    }

    /// What a guarantee does not cover, because what it rests on does not hold.
    private void beyondThePromise() {
        out.println("no null families: rollbacks of candidates without a fault");
        printNull("JVM, judged as if warm", Trouble.none().compiling());
        printNull("clustered or sticky, counted raw", Trouble.none().echoes(4));
    }

    private void printNull(String name, Trouble trouble) {
        printNull(name, Rollout.Plan.scheduled(JudgePolicy.STANDARD, 600), trouble);
    }

    private void printNull(String name, Rollout.Plan plan, Trouble trouble) {
        var count = trouble.rate > 100 ? nulls / 4 : nulls;
        var wrong =
                LongStream.range(firstSeed, firstSeed + count)
                        .filter(
                                seed ->
                                        Rollout.run(plan, trouble, 1_000_000 + seed).outcome()
                                                == Rollout.Outcome.ROLLED_BACK)
                        .count();
        out.printf(Locale.ROOT, "  %-34s %5d of %5d%n", name, wrong, count);
    }

    private void faultsAtFixedWeight() {
        out.println(
                "detection at a fixed weight of 5 % of a steady 100 rps (25 % where said), 30 min, no reaction time");
        var policy = JudgePolicy.STANDARD;
        var five = Rollout.Plan.at(policy, 0.05, 1_800);
        var base = Trouble.none().steady();
        printFault("errors 100 %", five, base.errors(1));
        printFault("errors 50 %", five, base.errors(0.5));
        printFault("errors 20 %", five, base.errors(0.2));
        printFault("errors 5 %", five, base.errors(0.05));
        printFault("errors 2 %", five, base.errors(0.02));
        printFault("errors 1 %", five, base.errors(0.01));
        printFault("errors 5 % from minute 10", five, base.errors(0.05).from(600));
        printFault("latency x1.3", five, base.slower(1.3));
        printFault("latency x2", five, base.slower(2));
        printFault("tail 10 % +1 s", five, base.tail(0.1));
        printFault("tail 2 % +1 s", five, base.tail(0.02));
        printFault("tail 10 % +1 s, 25 %", Rollout.Plan.at(policy, 0.25, 1_800), base.tail(0.1));
        printFault("fresh: latency x2", five.fresh(), base.slower(2));
        printFault("fresh: tail 10 % +1 s", five.fresh(), base.tail(0.1));
        printFault(
                "fresh: tail 10 % +1 s, 25 %",
                Rollout.Plan.at(policy, 0.25, 1_800).fresh(), base.tail(0.1));
        printFault("errors 5 %, 25 %", Rollout.Plan.at(policy, 0.25, 1_800), base.errors(0.05));
        printFault("errors 100 %, 1 %", Rollout.Plan.at(policy, 0.01, 1_800), base.errors(1));
        printFault(
                "errors 100 %, no history",
                new Rollout.Plan(policy, five.weights(), five.stages(), 1_800, 1_800, 0),
                base.errors(1));
    }

    private void drivenByTheJudge() {
        out.println(
                "driven by the judge, 5 -> 25 -> 50 -> 100 %, standard margins, at most 60 min");
        var plan = Rollout.Plan.driven(JudgePolicy.STANDARD);
        nullFamilies(Trouble.none()).forEach((name, trouble) -> printDriven(name, plan, trouble));
        printDriven("fresh: A/A", plan.fresh(), Trouble.none());
        printDriven("fresh: JVM", plan.fresh(), Trouble.none().compiling());
        printDriven("fresh: latency x1.2", plan.fresh(), Trouble.none().slower(1.2));
        printDriven("fresh: latency x2", plan.fresh(), Trouble.none().slower(2));
        printDriven("errors +0.3 %", plan, Trouble.none().errors(0.003));
        printDriven("latency x1.2", plan, Trouble.none().slower(1.2));
    }

    private void demo() {
        out.println("demonstration, no history, driven by the judge");
        for (var weights : List.of(List.of(0.05, 0.25, 0.5), List.of(0.1, 0.5))) {
            for (var rate : new double[] {100, 200, 300}) {
                var plan = demoPlan(weights);
                var base = Trouble.none().steady().rate(rate);
                out.println("  " + weights + " of " + rate + " rps");
                printDriven("good", plan, base);
                printDriven("good, pauses", plan, base.pauses());
                printDriven("good, cold", plan, base.cold(2));
                printDriven("errors 5 %", plan, base.errors(0.05));
                printDriven("tail 10 % +1 s", plan, base.tail(0.1));
                printDriven("all fail", plan, base.errors(1));
            }
        }
    }

    private void costs() {
        out.println("cost of a tick at 25 %, after warming up");
        for (var rate : new double[] {100, 1_000}) {
            var world = new World(Trouble.none().rate(rate), 1);
            var judge = new Judge(JudgePolicy.STANDARD);
            var start = judge.start(world.history(5), Stage.warm(2_500));
            var ticks = Stream.generate(() -> world.next(0.25)).limit(20_000).toList();
            for (var round = 0; round < 4; round++) {
                var state = start;
                var begun = System.nanoTime();
                for (var tick : ticks) {
                    state = judge.observe(state, tick);
                }
                var observed = System.nanoTime();
                var known = 0;
                for (var i = 0; i < 2_000; i++) {
                    known += judge.verdict(state) instanceof Verdict.NotKnown ? 0 : 1;
                }
                var asked = System.nanoTime();
                out.printf(
                        Locale.ROOT,
                        "  %5.0f rps: observe %.2f us, verdict %.2f us (%d)%n",
                        rate,
                        (observed - begun) / 1e3 / ticks.size(),
                        (asked - observed) / 1e3 / 2_000,
                        known);
            }
        }
    }

    private void printFault(String name, Rollout.Plan plan, Trouble trouble) {
        var rollouts =
                LongStream.range(firstSeed, firstSeed + faults)
                        .mapToObj(seed -> Rollout.run(plan, trouble, 2_000_000 + seed))
                        .toList();
        var found = share(rollouts, Rollout.Outcome.ROLLED_BACK);
        out.printf(
                Locale.ROOT,
                "  %-28s found %6.2f %%  s: median %7.2f p95 %7.2f p99 %7.2f  requests: median %5.0f p95 %5.0f max %5.0f%n",
                name,
                found * 100,
                quantile(rollouts, 0.5, Rollout::seconds),
                quantile(rollouts, 0.95, Rollout::seconds),
                quantile(rollouts, 0.99, Rollout::seconds),
                quantile(rollouts, 0.5, Rollout::candidateRequests),
                quantile(rollouts, 0.95, Rollout::candidateRequests),
                quantile(rollouts, 1, Rollout::candidateRequests));
    }

    private void printDriven(String name, Rollout.Plan plan, Trouble trouble) {
        var rollouts =
                LongStream.range(firstSeed, firstSeed + faults)
                        .mapToObj(seed -> Rollout.run(plan, trouble, 3_000_000 + seed))
                        .toList();
        var promoted =
                rollouts.stream()
                        .filter(each -> each.outcome() == Rollout.Outcome.PROMOTED)
                        .toList();
        out.printf(
                Locale.ROOT,
                "  %-28s back %6.2f %%  promoted %6.2f %%  s: median %6.1f p95 %6.1f  promoted at: median %6.1f p95 %6.1f  stages %s%n",
                name,
                share(rollouts, Rollout.Outcome.ROLLED_BACK) * 100,
                share(rollouts, Rollout.Outcome.PROMOTED) * 100,
                quantile(rollouts, 0.5, Rollout::seconds),
                quantile(rollouts, 0.95, Rollout::seconds),
                quantile(promoted, 0.5, Rollout::seconds),
                quantile(promoted, 0.95, Rollout::seconds),
                stages(plan, promoted));
    }

    private static String stages(Rollout.Plan plan, List<Rollout> promoted) {
        var text = new StringBuilder();
        for (var i = 0; i < plan.weights().size(); i++) {
            var stage = i;
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%s%.0f",
                            i == 0 ? "" : "/",
                            quantile(promoted, 0.5, each -> each.stageEnds().get(stage))));
        }
        return text.toString();
    }

    static double share(List<Rollout> rollouts, Rollout.Outcome outcome) {
        return (double) rollouts.stream().filter(each -> each.outcome() == outcome).count()
                / rollouts.size();
    }

    static double quantile(List<Rollout> rollouts, double q, ToDoubleFunction<Rollout> figure) {
        var sorted = rollouts.stream().mapToDouble(figure).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.max(0, Math.ceil(q * sorted.length) - 1)];
    }
}
