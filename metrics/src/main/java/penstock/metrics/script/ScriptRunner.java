package penstock.metrics.script;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.Annotation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.Line;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.QueryResult;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.promql.syntax.Printer;
import penstock.metrics.script.Command.Result;
import penstock.metrics.script.Command.When;

/// Runs a script. Each query that is evaluated at one time is also evaluated fixed to that time by `@` at other times, and each
/// of these also as a range, which must all yield the same.
public final class ScriptRunner {
    /// As Prometheus' own tests are run.
    public static final EngineOptions OPTIONS =
            new EngineOptions(
                    ParserOptions.ALL,
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    new EngineOptions.Limits(2_000_000, 11_000, 20, Duration.ofSeconds(100)),
                    EngineOptions.Traits.DEFAULT);

    private static final long MINUTE = 60_000;
    private static final Pattern OF_THE_RANGE = Pattern.compile("(start|end|range|step)\\(\\)");

    private final Engine engine;
    private final MemorySeries store = new MemorySeries();
    private final List<Outcome> outcomes = new ArrayList<>();

    private ScriptRunner(Engine engine) {
        this.engine = engine;
    }

    /// The outcomes of all evaluations in the order of the script. What else cannot be read or loaded counts as a failed
    /// evaluation.
    public static List<Outcome> run(String script, Engine engine) {
        var runner = new ScriptRunner(engine);
        ScriptReader.read(script).forEach(runner::run);
        return runner.outcomes;
    }

    private void run(Command command) {
        switch (command) {
            case Command.Clear() -> store.clear();
            case Command.Load load -> {
                try {
                    new Loading(store).load(load);
                } catch (IllegalArgumentException e) {
                    String reason = String.valueOf(e.getMessage());
                    outcomes.add(new Outcome(load.line(), "load", Optional.of(reason)));
                }
            }
            case Command.Broken(int line, Optional<String> query, String problem) ->
                    outcomes.add(new Outcome(line, query.orElse("load"), Optional.of(problem)));
            case Command.Eval eval ->
                    outcomes.add(new Outcome(eval.line(), eval.query(), failure(eval)));
        }
    }

    private Optional<String> failure(Command.Eval eval) {
        return switch (eval.when()) {
            case When.Range range ->
                    attempt(
                            eval,
                            () ->
                                    engine.range(
                                            store,
                                            eval.query(),
                                            range.start(),
                                            range.end(),
                                            range.step()));
            case When.Instant(long time) -> instants(eval, time);
        };
    }

    private interface Attempt {
        QueryResult result();
    }

    private Optional<String> attempt(Command.Eval eval, Attempt attempt) {
        boolean expectsFailure = eval.expects(Expectation.Kind.FAIL);
        QueryResult result;
        try {
            result = attempt.result();
        } catch (QueryProblem e) {
            return expectsFailure
                    ? unmet(eval, Expectation.Kind.FAIL, List.of(String.valueOf(e.getMessage())))
                    : Optional.of("failed: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of("broke: " + e + " at " + place(e));
        }
        if (expectsFailure) {
            return Optional.of("expected to fail, got " + result.value());
        }
        return annotations(eval, result).or(() -> new ResultCheck(eval).difference(result.value()));
    }

    private static String place(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length == 0 ? "?" : trace[0].toString();
    }

    private static Optional<String> annotations(Command.Eval eval, QueryResult result) {
        List<String> warnings = result.warnings().stream().map(Annotation::text).toList();
        List<String> infos = result.infos().stream().map(Annotation::text).toList();
        return unmet(eval, Expectation.Kind.WARN, warnings)
                .or(() -> unmet(eval, Expectation.Kind.INFO, infos))
                .or(() -> none(eval, Expectation.Kind.NO_WARN, warnings))
                .or(() -> none(eval, Expectation.Kind.NO_INFO, infos));
    }

    /// Every expectation of a kind is met by what was said, and everything said meets one.
    private static Optional<String> unmet(
            Command.Eval eval, Expectation.Kind kind, List<String> said) {
        List<Expectation> expected =
                eval.expectations().stream().filter(given -> given.kind() == kind).toList();
        for (Expectation expectation : expected) {
            if (said.stream().noneMatch(expectation::isMet)) {
                return Optional.of("expected " + kind + " " + expectation + ", got " + said);
            }
        }
        for (String text : expected.isEmpty() ? List.<String>of() : said) {
            if (expected.stream().noneMatch(expectation -> expectation.isMet(text))) {
                return Optional.of("unexpected " + kind + ": " + text);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> none(
            Command.Eval eval, Expectation.Kind kind, List<String> said) {
        return eval.expects(kind) && !said.isEmpty()
                ? Optional.of("expected " + kind + ", got " + said)
                : Optional.empty();
    }

    private Optional<String> instants(Command.Eval eval, long evaluated) {
        long time =
                eval.result() instanceof Result.Series(var _, Optional<When.Range> range)
                        ? range.map(When.Range::end).orElse(evaluated)
                        : evaluated;
        Optional<String> failure = instant(eval, eval.query(), time);
        if (failure.isPresent()) {
            return failure;
        }
        Optional<String> fixed = fixed(eval.query(), time);
        if (fixed.isEmpty()) {
            return Optional.empty();
        }
        List<Long> times =
                time == 0
                        ? List.of(-1000L, 0L, 1000L)
                        : List.of(-10 * time, 0L, time / 5, time, 10 * time);
        for (long other : times) {
            failure = instant(eval, fixed.get(), other);
            if (failure.isPresent()) {
                return failure.map(text -> "as " + fixed.get() + " at " + other + " ms: " + text);
            }
        }
        return Optional.empty();
    }

    private Optional<String> fixed(String query, long time) {
        Expr expr;
        try {
            expr = engine.parse(query);
        } catch (QueryProblem e) {
            // No query was expected to be none.
            return Optional.empty();
        }
        return AtRewriting.fixed(expr, time).map(Printer::text);
    }

    private Optional<String> instant(Command.Eval eval, String query, long time) {
        Optional<String> failure = attempt(eval, () -> engine.instant(store, query, time));
        boolean isDone =
                failure.isPresent()
                        || eval.expects(Expectation.Kind.FAIL)
                        || eval.result() instanceof Result.Text
                        || (eval.result() instanceof Result.Series(var _, var range)
                                && range.isPresent())
                        || OF_THE_RANGE.matcher(query).find();
        return isDone ? failure : asRange(eval, query, time).map(text -> "as a range: " + text);
    }

    private Optional<String> asRange(Command.Eval eval, String query, long time) {
        QueryResult result;
        try {
            result = engine.range(store, query, time - MINUTE, time + MINUTE, MINUTE);
        } catch (QueryProblem e) {
            return Optional.of("failed: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of("broke: " + e + " at " + place(e));
        }
        if (eval.expects(Expectation.Kind.ORDERED)) {
            return Optional.empty();
        }
        if (!(result.value() instanceof QueryValue.Matrix(List<Line> lines))) {
            return Optional.of("expected a matrix, got " + result.value());
        }
        List<QueryValue.Sample> samples = at(lines, time);
        boolean isScalar = eval.result() instanceof Result.Scalar;
        if (isScalar && samples.isEmpty()) {
            return Optional.of("expected a scalar, got nothing");
        }
        QueryValue value =
                isScalar
                        ? new QueryValue.Scalar(time, samples.getFirst().value())
                        : new QueryValue.Vector(samples);
        return new ResultCheck(eval).difference(value);
    }

    private static List<QueryValue.Sample> at(List<Line> lines, long time) {
        var samples = new ArrayList<QueryValue.Sample>();
        for (Line line : lines) {
            for (int i = 0; i < line.size(); i++) {
                if (line.time(i) == time) {
                    FloatHistogram histogram = line.histogram(i);
                    samples.add(
                            new QueryValue.Sample(line.labels(), time, line.value(i), histogram));
                }
            }
        }
        return samples;
    }
}
