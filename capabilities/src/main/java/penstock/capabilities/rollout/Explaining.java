package penstock.capabilities.rollout;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import penstock.capabilities.rollout.Course.Leg;
import penstock.capabilities.rollout.Course.Point;
import penstock.capabilities.rollout.Explanation.Metric;
import penstock.capabilities.rollout.Explanation.Stage;
import penstock.judge.Better;
import penstock.judge.Bound;
import penstock.judge.JudgePolicy;
import penstock.judge.Reading;
import penstock.judge.Verdict;
import penstock.model.DurationText;
import penstock.model.Encoder;
import penstock.model.Node;

/// Makes an explanation of a rollout's record and its evidence.
final class Explaining {
    private final String name;
    private final Rollout.Spec spec;
    private final Rollout.Status status;
    private final Optional<Course> course;

    /// @param course what its evidence led to; empty when there is none
    Explaining(String name, Rollout.Spec spec, Rollout.Status status, Optional<Course> course) {
        this.name = name;
        this.spec = spec;
        this.status = status;
        this.course = course;
    }

    Explanation explanation(boolean withCurve) {
        var words = new Because(name, spec, status, course);
        return new Explanation(
                name,
                spec.service().value(),
                spec.version(),
                status.stableVersion(),
                status.phase(),
                status.reason(),
                words.answer(),
                words.because(),
                plan(),
                course.map(Course::policy).map(Explaining::policy),
                course.map(this::stages).orElse(List.of()),
                course.filter(seen -> seen.first().isPresent()).map(Explaining::users),
                course.flatMap(Explaining::open),
                course.map(Explaining::said).orElse(List.of()),
                decisions(),
                course.map(this::log),
                course.filter(_ -> withCurve).flatMap(Explaining::curve));
    }

    private List<String> plan() {
        var words = new ArrayList<String>();
        spec.plan().steps().forEach(step -> words.add(step.words()));
        words.add("promote");
        return words;
    }

    private List<Node> decisions() {
        return status.journal().isEmpty()
                ? course.map(Course::decisions).orElse(List.of())
                : status.journal().stream().map(Encoder::encode).toList();
    }

    private static Explanation.Policy policy(JudgePolicy policy) {
        return new Explanation.Policy(
                policy.alpha(),
                policy.beta(),
                1 / policy.alpha(),
                1 / policy.beta(),
                DurationText.format(policy.minimumDwell()),
                DurationText.format(policy.warmUp().least()),
                policy.metrics().stream().map(penstock.judge.Metric::name).toList());
    }

    private List<Stage> stages(Course seen) {
        return seen.legs().stream().map(leg -> stage(seen, leg)).toList();
    }

    private static Stage stage(Course seen, Leg leg) {
        var opinion = leg.opinion();
        return new Stage(
                leg.step(),
                leg.weight(),
                instant(seen, leg.begun()),
                leg.begun().secondsTo(leg.last()),
                leg.last().stable().minus(leg.begun().stable()),
                leg.last().candidate().minus(leg.begun().candidate()),
                leg.notWorse().map(leg.begun()::secondsTo),
                opinion.map(found -> Judgement.word(found.verdict())).orElse("not-known"),
                opinion.map(found -> found.verdict().sentence()).orElse(""),
                leg.readings().stream().map(reading -> metric(leg, reading)).toList());
    }

    private static Metric metric(Leg leg, Reading reading) {
        var metric = reading.metric();
        var limits = leg.limits().limits(metric);
        return new Metric(
                metric.name(),
                reading.stable().describe(metric),
                reading.candidate().describe(metric),
                leg.counted().flatMap(seen -> Range.of(metric, seen.stable().of(metric))),
                leg.counted().flatMap(seen -> Range.of(metric, seen.candidate().of(metric))),
                known(reading.stable().value()),
                known(reading.candidate().value()),
                words(metric, limits.tolerance()),
                words(metric, limits.margin()),
                reading.worse(),
                reading.notWorse(),
                Optional.ofNullable(leg.shown().get(metric.name())).map(leg.begun()::secondsTo));
    }

    private static Optional<Double> known(double value) {
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    /// For people: `1.5 x stable + 0.1 %`.
    private static String words(penstock.judge.Metric metric, Bound bound) {
        var factor = bound.factor() == 1 ? "stable" : rounded(bound.factor()) + " x stable";
        if (bound.shift() == 0) {
            return factor;
        }
        var sign = metric.better() == Better.LOWER ? " + " : " - ";
        return factor
                + sign
                + (metric instanceof penstock.judge.Metric.Share
                        ? rounded(bound.shift() * 100) + " %"
                        : rounded(bound.shift()));
    }

    private static String rounded(double value) {
        return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
    }

    private static Explanation.Users users(Course seen) {
        var candidate = seen.last().candidate();
        return new Explanation.Users(
                candidate.requests(),
                candidate.failed(),
                candidate.rescued(),
                Math.max(0, candidate.failed() - candidate.rescued()),
                candidate.failingClients());
    }

    /// What is missing at the end, or what was when it ended.
    private static Optional<Explanation.Open> open(Course seen) {
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        var verdict = seen.legs().getLast().opinion().map(Judgement.Opinion::verdict);
        return verdict.filter(Verdict.NotKnown.class::isInstance)
                .map(Verdict.NotKnown.class::cast)
                .map(
                        each ->
                                new Explanation.Open(
                                        each.missing().words(),
                                        each.metric().name(),
                                        each.evidence(),
                                        each.threshold(),
                                        each.requestsNeeded(),
                                        each.timeNeeded().map(time -> time.toMillis() / 1000.0)));
    }

    private static List<Explanation.Said> said(Course seen) {
        var began = seen.legs().isEmpty() ? Point.START : began(seen);
        return seen.changes().stream()
                .map(
                        each ->
                                new Explanation.Said(
                                        instant(seen, each.point()),
                                        began.secondsTo(at(seen, each.point())),
                                        each.change().word(),
                                        each.change().missing(),
                                        each.change().metric(),
                                        each.change().evidence()))
                .toList();
    }

    /// When the first report came; what is before it has no time.
    private static Point began(Course seen) {
        return seen.start().orElse(Point.START);
    }

    private static Point at(Course seen, Point point) {
        return point.at() == 0 ? began(seen) : point;
    }

    private static Instant instant(Course seen, Point point) {
        return Instant.ofEpochMilli(at(seen, point).at());
    }

    private Explanation.Log log(Course seen) {
        boolean isEnded = status.phase().isTerminal();
        return new Explanation.Log(
                seen.last().tick(),
                seen.recorded().extent().lines(),
                seen.recorded().extent().bytes(),
                seen.version(),
                seen.recorded().extent().damage(),
                seen.recorded().differences(isEnded));
    }

    private static Optional<Explanation.Curve> curve(Course seen) {
        var dots = seen.curve().dots().stream().filter(dot -> dot.point().at() > 0).toList();
        if (dots.isEmpty()) {
            return Optional.empty();
        }
        var began = began(seen);
        var policy = seen.policy();
        double all = policy.metrics().stream().mapToDouble(penstock.judge.Metric::weight).sum();
        var worse = new TreeMap<String, List<Double>>();
        var notWorse = new TreeMap<String, List<Double>>();
        for (var metric : policy.metrics()) {
            var name = metric.name();
            double share = metric.weight() / all;
            worse.put(name, dots.stream().map(dot -> share * dot.of(name).worse()).toList());
            notWorse.put(name, dots.stream().map(dot -> dot.of(name).notWorse()).toList());
        }
        return Optional.of(
                new Explanation.Curve(
                        Instant.ofEpochMilli(began.at()),
                        dots.stream().map(dot -> began.secondsTo(dot.point())).toList(),
                        IntStream.range(0, dots.size())
                                .mapToObj(dot -> together(worse, dot))
                                .toList(),
                        Map.copyOf(worse),
                        Map.copyOf(notWorse),
                        dots.stream()
                                .map(dot -> (double) dot.point().candidate().requests())
                                .toList()));
    }

    /// The evidence of all metrics, each with its share of alpha.
    private static double together(Map<String, List<Double>> worse, int dot) {
        return worse.values().stream().mapToDouble(shares -> shares.get(dot)).sum();
    }
}
