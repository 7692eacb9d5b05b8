package penstock.metrics.script;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.metrics.promql.syntax.GoText;
import penstock.metrics.promql.syntax.Literals;
import penstock.metrics.script.Command.Result;
import penstock.metrics.script.Command.When;

/// Reads a block that evaluates a query.
final class EvalReader {
    private static final Pattern INSTANT =
            Pattern.compile(
                    "eval(?:_(fail|warn|ordered|info))?\\s+instant\\s+(?:at\\s+(.+?))?\\s+(.+)");
    private static final Pattern RANGE =
            Pattern.compile(
                    "eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+?)\\s+(.+)");
    private static final Pattern EXPECTED_RANGE =
            Pattern.compile("expect range vector\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+)");
    private static final String EXPECTED_STRING = "expect string";
    private static final String FAIL_MESSAGE = "expected_fail_message";
    private static final String FAIL_PATTERN = "expected_fail_regexp";

    private final ScriptReader reader;
    private final int line;
    private final String query;
    private final When when;
    private final List<Expectation> expectations = new ArrayList<>();
    private final List<Command.Row> rows = new ArrayList<>();
    private Optional<When.Range> range = Optional.empty();
    private Optional<Result> single = Optional.empty();
    private int positions;

    EvalReader(ScriptReader reader, int line, String text) {
        this.reader = reader;
        this.line = line;
        Matcher instant = INSTANT.matcher(text);
        Matcher ranged = RANGE.matcher(text);
        if (instant.matches()) {
            query = instant.group(3);
            String time = instant.group(2) == null ? "" : instant.group(2);
            when = new When.Instant(ScriptReader.millis(time));
            legacy(instant.group(1));
        } else if (ranged.matches()) {
            query = ranged.group(5);
            when = range(ranged.group(2), ranged.group(3), ranged.group(4));
            legacy(ranged.group(1));
        } else {
            throw new ScriptProblem(
                    "invalid evaluation command (expected: eval instant at DURATION QUERY, or eval"
                            + " range from DURATION to DURATION step DURATION QUERY)");
        }
    }

    private void legacy(@Nullable String word) {
        if (word != null) {
            var kind = Expectation.Kind.valueOf(word.toUpperCase(Locale.ROOT));
            expectations.add(Expectation.of(kind));
        }
    }

    private static When.Range range(String from, String to, String step) {
        long start = ScriptReader.millis(from);
        long end = ScriptReader.millis(to);
        if (end < start) {
            throw new ScriptProblem(
                    "invalid test definition, end timestamp ("
                            + to
                            + ") is before start timestamp ("
                            + from
                            + ")");
        }
        return new When.Range(start, end, ScriptReader.millis(step));
    }

    Command.Eval eval() {
        boolean goesOn = true;
        while (goesOn) {
            String text = reader.nextLine();
            goesOn = !text.isEmpty() && take(text);
        }
        requireOneOf(Expectation.Kind.INFO, Expectation.Kind.NO_INFO);
        requireOneOf(Expectation.Kind.WARN, Expectation.Kind.NO_WARN);
        Result result = single.orElseGet(() -> new Result.Series(List.copyOf(rows), range));
        return new Command.Eval(line, query, when, result, List.copyOf(expectations));
    }

    private void requireOneOf(Expectation.Kind one, Expectation.Kind none) {
        boolean hasOne = expectations.stream().anyMatch(given -> given.kind() == one);
        boolean hasNone = expectations.stream().anyMatch(given -> given.kind() == none);
        if (hasOne && hasNone) {
            throw new ScriptProblem(
                    "invalid expect lines, "
                            + one.name().toLowerCase(Locale.ROOT)
                            + " and "
                            + none.name().toLowerCase(Locale.ROOT)
                            + " cannot be used together");
        }
    }

    /// Takes a line of the block; whether the block goes on.
    private boolean take(String text) {
        boolean expectsFailure =
                expectations.stream().anyMatch(given -> given.kind() == Expectation.Kind.FAIL);
        if (expectsFailure && text.startsWith(FAIL_MESSAGE)) {
            String message = text.substring(FAIL_MESSAGE.length()).trim();
            expectations.add(
                    new Expectation(Expectation.Kind.FAIL, Optional.of(message), Optional.empty()));
            return false;
        }
        if (expectsFailure && text.startsWith(FAIL_PATTERN)) {
            String pattern = text.substring(FAIL_PATTERN.length()).trim();
            expectations.add(Expectation.matching(Expectation.Kind.FAIL, pattern));
            return false;
        }
        Matcher expectedRange = EXPECTED_RANGE.matcher(text);
        if (expectedRange.matches()) {
            range =
                    Optional.of(
                            range(
                                    expectedRange.group(1),
                                    expectedRange.group(2),
                                    expectedRange.group(3)));
            return true;
        }
        if (text.startsWith(EXPECTED_STRING)) {
            String quoted = text.substring(EXPECTED_STRING.length()).trim();
            single = Optional.of(new Result.Text(GoText.parseQuoted(quoted)));
            return true;
        }
        if (text.equals("expect") || text.startsWith("expect ")) {
            expectations.add(Expectation.parse(text));
            return true;
        }
        return !isScalar(text) && series(text);
    }

    private boolean isScalar(String text) {
        boolean isSigned = text.startsWith("+") || text.startsWith("-");
        try {
            double value = Literals.number(isSigned ? text.substring(1) : text);
            single = Optional.of(new Result.Scalar(text.startsWith("-") ? -value : value));
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private boolean series(String text) {
        SeriesLine read = new SeriesLineReader(text).line();
        boolean isOne = when instanceof When.Instant && range.isEmpty();
        if (isOne && read.items().size() > 1) {
            throw new ScriptProblem(
                    "expecting multiple values in instant evaluation not allowed. consider using"
                            + " 'expect range vector' directive to enable a range vector result for"
                            + " an instant query");
        }
        rows.removeIf(row -> row.labels().equals(read.labels()));
        positions++;
        rows.add(new Command.Row(read.labels(), read.items(), positions));
        return true;
    }
}
