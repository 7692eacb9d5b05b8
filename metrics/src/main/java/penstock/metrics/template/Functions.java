package penstock.metrics.template;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Regex;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.promql.syntax.Literals;

/// The functions that Prometheus adds.
final class Functions {
    /// Of a query in a template; a message about more is of no use to anybody.
    private static final int MAX_SAMPLES = 20_000;

    private final TemplateContext context;
    private final Map<String, Function> all = new HashMap<>(Builtins.all());

    private Functions(TemplateContext context) {
        this.context = context;
        queries();
        texts();
        numbers();
    }

    static Map<String, Function> in(TemplateContext context) {
        return Map.copyOf(new Functions(context).all);
    }

    private void queries() {
        all.put("query", Function.of(given -> query(text(given, 0)), Type.TEXT));
        all.put("first", Function.of(given -> first(given.getFirst()), Type.RESULT));
        all.put(
                "label",
                Function.of(
                        given ->
                                of(
                                        sample(given.get(1))
                                                .labels()
                                                .entries()
                                                .getOrDefault(text(given, 0), "")),
                        Type.TEXT,
                        Type.SAMPLE));
        all.put("value", Function.of(given -> sample(given.getFirst()).value(), Type.SAMPLE));
        all.put(
                "strvalue",
                Function.of(
                        given ->
                                of(
                                        sample(given.getFirst())
                                                .labels()
                                                .entries()
                                                .getOrDefault("__value__", "")),
                        Type.SAMPLE));
        all.put(
                "sortByLabel",
                Function.of(given -> sorted(text(given, 0), given.get(1)), Type.TEXT, Type.RESULT));
        all.put("args", Function.variadic(Functions::arguments, Type.ANY));
    }

    private Value query(String query) {
        List<QueryValue.Sample> samples;
        try {
            samples = context.queries().samples(query);
        } catch (QueryProblem e) {
            throw new FunctionProblem(String.valueOf(e.getMessage()));
        }
        if (samples.size() > MAX_SAMPLES) {
            throw new FunctionProblem(
                    "query yields "
                            + samples.size()
                            + " samples (expected: at most "
                            + MAX_SAMPLES
                            + ")");
        }
        var items = new ArrayList<Value>(samples.size());
        for (QueryValue.Sample sample : samples) {
            items.add(new Value.Sample(Value.Texts.of(sample.labels()), value(sample)));
        }
        return new Value.Items(Value.Items.RESULT, items);
    }

    static Value value(QueryValue.Sample sample) {
        return sample.histogram() == null
                ? new Value.Real(sample.value())
                : new Value.Histogram(sample.histogram());
    }

    private static Value first(Value result) {
        if (result instanceof Value.Items items && !items.items().isEmpty()) {
            return items.items().getFirst();
        }
        throw new FunctionProblem("first() called on vector with no elements");
    }

    private static Value.Sample sample(Value value) {
        if (value instanceof Value.Sample sample) {
            return sample;
        }
        throw new FunctionProblem(
                "runtime error: invalid memory address or nil pointer dereference");
    }

    private static Value sorted(String label, Value result) {
        if (!(result instanceof Value.Items(String type, List<Value> items))) {
            return result;
        }
        var sorted = new ArrayList<>(items);
        sorted.sort(
                Comparator.comparing(
                        item -> sample(item).labels().entries().getOrDefault(label, ""),
                        Labels::compareUtf8));
        return new Value.Items(type, sorted);
    }

    private static Value arguments(List<Value> given) {
        var entries = new TreeMap<String, Value>();
        for (int i = 0; i < given.size(); i++) {
            entries.put("arg" + i, given.get(i));
        }
        return new Value.Fields("map[string]interface {}", false, entries);
    }

    private void texts() {
        all.put(
                "reReplaceAll",
                Function.of(
                        given -> of(replaced(text(given, 0), text(given, 1), text(given, 2))),
                        Type.TEXT,
                        Type.TEXT,
                        Type.TEXT));
        all.put(
                "match",
                Function.of(given -> match(text(given, 0), text(given, 1)), Type.TEXT, Type.TEXT));
        all.put("safeHtml", onText(text -> text));
        all.put("title", onText(Functions::title));
        all.put("toUpper", onText(text -> mapped(text, Character::toUpperCase)));
        all.put("toLower", onText(text -> mapped(text, Character::toLowerCase)));
        all.put("stripPort", onText(Hosts::withoutPort));
        all.put("stripDomain", onText(Hosts::withoutDomain));
        all.put("urlQueryEscape", onText(Escaping::query));
        all.put("graphLink", onText(query -> link(query, 0)));
        all.put("tableLink", onText(query -> link(query, 1)));
        all.put("pathPrefix", Function.of(_ -> of(context.pathPrefix())));
        all.put("externalURL", Function.of(_ -> of(context.externalUrl())));
    }

    private void numbers() {
        all.put("humanize", onNumber(Humanize::decimal));
        all.put("humanize1024", onNumber(Humanize::binary));
        all.put("humanizeDuration", onNumber(Humanize::duration));
        all.put("humanizePercentage", onNumber(Humanize::percentage));
        all.put("humanizeTimestamp", onNumber(Humanize::timestamp));
        all.put(
                "toTime",
                Function.of(
                        given ->
                                new Value.Moment(
                                        Humanize.instant(Humanize.number(given.getFirst()))),
                        Type.ANY));
        all.put(
                "toDuration",
                Function.of(
                        given -> new Value.Span(Humanize.nanos(Humanize.number(given.getFirst()))),
                        Type.ANY));
        all.put("now", Function.of(_ -> new Value.Real(context.time() / 1000.0)));
        all.put("parseDuration", Function.of(given -> duration(text(given, 0)), Type.TEXT));
    }

    private interface TextChange {
        String of(String text);
    }

    private static Function onText(TextChange change) {
        return Function.of(given -> of(change.of(text(given, 0))), Type.TEXT);
    }

    private interface NumberText {
        String of(double number);
    }

    private static Function onNumber(NumberText text) {
        return Function.of(given -> of(text.of(Humanize.number(given.getFirst()))), Type.ANY);
    }

    private static Value of(String text) {
        return new Value.Text(text);
    }

    private static String text(List<Value> given, int index) {
        return ((Value.Text) given.get(index)).text();
    }

    private static String replaced(String pattern, String replacement, String text) {
        try {
            return Replacement.all(Regex.compile(pattern), text, replacement);
        } catch (PatternSyntaxException e) {
            throw new FunctionProblem("regexp: Compile(`" + pattern + "`): " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new FunctionProblem(String.valueOf(e.getMessage()));
        }
    }

    private static Value match(String pattern, String text) {
        try {
            return new Value.Truth(Regex.compile(pattern).matcher(text).find());
        } catch (PatternSyntaxException e) {
            throw new FunctionProblem(String.valueOf(e.getMessage()));
        }
    }

    private static Value duration(String text) {
        try {
            return new Value.Real(Literals.seconds(text));
        } catch (NumberFormatException e) {
            throw new FunctionProblem(String.valueOf(e.getMessage()));
        }
    }

    private static String link(String query, int tab) {
        return "/graph?g0.expr=" + Escaping.query(query) + "&g0.tab=" + tab;
    }

    /// Character by character, as Go does, so that no text gets longer.
    private static String mapped(String text, IntUnaryOperator change) {
        var out = new StringBuilder(text.length());
        text.codePoints().map(change).forEach(out::appendCodePoint);
        return out.toString();
    }

    /// With the first letter of each word in upper case.
    private static String title(String text) {
        var out = new StringBuilder(text.length());
        boolean isStart = true;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            out.appendCodePoint(isStart ? Character.toTitleCase(point) : point);
            boolean isInWord = Character.isLetterOrDigit(point) || point == '_';
            isStart = point < 0x80 ? !isInWord : !isInWord && Character.isWhitespace(point);
            i += Character.charCount(point);
        }
        return out.toString();
    }
}
