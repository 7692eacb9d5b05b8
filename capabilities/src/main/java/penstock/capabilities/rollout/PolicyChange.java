package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import penstock.judge.Better;
import penstock.judge.Bound;
import penstock.judge.JudgePolicy;
import penstock.judge.Limits;
import penstock.judge.Metric;
import penstock.judge.Stage;
import penstock.judge.WarmUp;
import penstock.model.DurationText;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Share;
import penstock.model.Suggestions;
import penstock.model.Violation;

/// Another policy for evidence that is judged once more: `margins.errors=2%`. What is not named stays what was in force, at each weight.
///
/// Known: `alpha`, `beta`, `minimumDwell`, `warmUp`, `settleWithin`, `suspicion`, `compare` (names of metrics, with commas),
/// `margins.METRIC` and `tolerances.METRIC`. A bound is a factor (`1.5x`), a shift (`2%`, `0.02`) or both (`1.5x+0.1%`); a number alone is a factor for
/// durations and rates, a shift for shares and means. `p99` stands for `latency-p99`,
/// `clientErrors` for `client-errors`.
final class PolicyChange implements UnaryOperator<EvidenceLine> {
    /// Nothing is changed.
    static final PolicyChange NONE = new PolicyChange(Map.of());

    private static final int MOST_SETTINGS = 100;
    private static final List<String> PLAIN =
            List.of(
                    "alpha",
                    "beta",
                    "minimumDwell",
                    "warmUp",
                    "settleWithin",
                    "suspicion",
                    "compare");
    private static final String MARGINS = "margins.";
    private static final String TOLERANCES = "tolerances.";

    private final Map<String, String> settings;
    private List<Metric> metrics = List.of();

    private PolicyChange(Map<String, String> settings) {
        this.settings = settings;
    }

    /// @throws ProblemException `Invalid` with all that is no setting
    static PolicyChange parse(List<String> texts) {
        var settings = new LinkedHashMap<String, String>();
        var wrong = new ArrayList<Violation>();
        if (texts.size() > MOST_SETTINGS) {
            wrong.add(
                    new Violation(
                            "set",
                            texts.size() + " settings (expected: at most " + MOST_SETTINGS + ")"));
        }
        for (var text : texts.subList(0, Math.min(texts.size(), MOST_SETTINGS))) {
            int equals = text.indexOf('=');
            var name = text.substring(0, Math.max(0, equals)).strip();
            if (isKnown(name)) {
                settings.put(name, text.substring(equals + 1).strip());
            } else {
                wrong.add(new Violation("set", unknown(text, name)));
            }
        }
        if (!wrong.isEmpty()) {
            throw new ProblemException(new Problem.Invalid("", wrong));
        }
        return new PolicyChange(settings);
    }

    private static boolean isKnown(String name) {
        return PLAIN.contains(name)
                || (name.startsWith(MARGINS) && name.length() > MARGINS.length())
                || (name.startsWith(TOLERANCES) && name.length() > TOLERANCES.length());
    }

    private static String unknown(String text, String name) {
        return "\""
                + text
                + "\" (expected: NAME=VALUE with one of "
                + String.join(", ", PLAIN)
                + ", margins.METRIC, tolerances.METRIC)"
                + Suggestions.hint(name, PLAIN);
    }

    boolean isNothing() {
        return settings.isEmpty();
    }

    /// For a rollout's evidence of its own; policies differ from rollout to rollout.
    PolicyChange fresh() {
        return new PolicyChange(settings);
    }

    /// @throws ProblemException `Invalid` with all settings that do not fit what was compared
    @Override
    public EvidenceLine apply(EvidenceLine line) {
        if (settings.isEmpty()) {
            return line;
        }
        return switch (line) {
            case EvidenceLine.Policy(var version, var policy) -> {
                metrics = policy.metrics();
                yield new EvidenceLine.Policy(version, changed(policy));
            }
            case EvidenceLine.Stage stage ->
                    new EvidenceLine.Stage(
                            stage.step(), stage.weight(), stage.limits().map(this::changed));
            case EvidenceLine.Past _,
                    EvidenceLine.Moment _,
                    EvidenceLine.Position _,
                    EvidenceLine.Figure _,
                    EvidenceLine.Change _,
                    EvidenceLine.Order _,
                    EvidenceLine.Decision _,
                    EvidenceLine.End _ ->
                    line;
        };
    }

    /// How long a hold takes at least that has no minimum of its own.
    Duration minimumDwell(Duration usual) {
        return Optional.ofNullable(settings.get("minimumDwell"))
                .map(DurationText::parse)
                .orElse(usual);
    }

    private JudgePolicy changed(JudgePolicy old) {
        var wrong = new ArrayList<Violation>();
        var alpha = read("alpha", text -> Share.parse(text).fraction(), wrong);
        var beta = read("beta", text -> Share.parse(text).fraction(), wrong);
        var dwell = read("minimumDwell", DurationText::parse, wrong);
        var warmUp = read("warmUp", text -> WarmUp.lasting(DurationText.parse(text)), wrong);
        var least = warmUp.orElse(old.warmUp()).least();
        var settling =
                read("settleWithin", text -> new WarmUp(least, DurationText.parse(text)), wrong);
        var suspicion = read("suspicion", Double::parseDouble, wrong);
        var compared = read("compare", this::compared, wrong);
        settings.forEach((name, text) -> check(name, text, wrong));
        var policy = Optional.<JudgePolicy>empty();
        try {
            policy =
                    Optional.of(
                            new JudgePolicy(
                                    alpha.orElse(old.alpha()),
                                    beta.orElse(old.beta()),
                                    compared.orElse(old.metrics()),
                                    dwell.orElse(old.minimumDwell()),
                                    settling.or(() -> warmUp).orElse(old.warmUp()),
                                    suspicion.orElse(old.suspicion())));
        } catch (IllegalArgumentException e) {
            wrong.add(new Violation("set", String.valueOf(e.getMessage())));
        }
        if (policy.isEmpty() || !wrong.isEmpty()) {
            throw new ProblemException(new Problem.Invalid("", wrong));
        }
        return policy.get();
    }

    private <T> Optional<T> read(String name, Function<String, T> parse, List<Violation> wrong) {
        var text = settings.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException e) {
            wrong.add(new Violation(name, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private List<Metric> compared(String names) {
        return Arrays.stream(names.split(",", -1)).map(String::strip).map(this::metric).toList();
    }

    private Metric metric(String name) {
        return metrics.stream()
                .filter(each -> isCalled(each.name(), name))
                .findFirst()
                .orElseThrow(
                        () -> {
                            var known = metrics.stream().map(Metric::name).toList();
                            return new IllegalArgumentException(
                                    "\""
                                            + name
                                            + "\" was not compared (expected: one of "
                                            + String.join(", ", known)
                                            + ")"
                                            + Suggestions.hint(name, known));
                        });
    }

    private static boolean isCalled(String metric, String name) {
        return metric.equals(name)
                || metric.equals("latency-" + name)
                || (name.equals("clientErrors") && metric.equals("client-errors"));
    }

    /// Notes a bound that is none, or that is of no metric, or on the wrong side.
    private void check(String name, String text, List<Violation> wrong) {
        if (PLAIN.contains(name)) {
            return;
        }
        try {
            var metric = metric(name.substring(name.indexOf('.') + 1));
            var bound = bound(metric, text);
            new Limits(Bound.factor(2), name.startsWith(MARGINS) ? bound : Bound.factor(2));
            boolean isLower = metric.better() == Better.LOWER;
            if (isLower ? bound.factor() < 1 : bound.factor() > 1) {
                throw new IllegalArgumentException(
                        bound.factor()
                                + "x (expected: "
                                + (isLower ? "1x or more" : "1x or less")
                                + ", since "
                                + (isLower ? "lower" : "higher")
                                + " is better)");
            }
        } catch (IllegalArgumentException e) {
            wrong.add(new Violation(name, String.valueOf(e.getMessage())));
        }
    }

    private static Bound bound(Metric metric, String text) {
        double factor = 1;
        double shift = 0;
        for (var part : text.split("\\+", -1)) {
            var word = part.strip();
            if (word.endsWith("x")) {
                factor = number(word.substring(0, word.length() - 1), text);
            } else if (word.endsWith("%")) {
                shift = Share.parse(word).fraction();
            } else if (metric instanceof Metric.Quantile || metric instanceof Metric.Rate) {
                factor = number(word, text);
            } else {
                shift = number(word, text);
            }
        }
        return new Bound(factor, shift);
    }

    private static double number(String word, String text) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a bound such as 1.5x, 2% or 1.5x+0.1%)", e);
        }
    }

    private Stage changed(Stage old) {
        var next = old;
        for (var setting : settings.entrySet()) {
            var name = setting.getKey();
            if (PLAIN.contains(name)) {
                continue;
            }
            var metric = metric(name.substring(name.indexOf('.') + 1));
            var bound = bound(metric, setting.getValue());
            var limits = next.limits(metric);
            next =
                    next.with(
                            metric.name(),
                            name.startsWith(MARGINS)
                                    ? new Limits(limits.tolerance(), bound)
                                    : new Limits(bound, limits.margin()));
        }
        return next;
    }
}
