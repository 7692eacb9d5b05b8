package penstock.server.prometheus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.SyntaxProblem;
import penstock.metrics.store.TimeSeriesStore;

/// What there is: series, names and values of labels, exemplars.
final class Catalogue {
    /// Marks a name in a path whose characters beyond letters and digits are escaped.
    private static final String ESCAPED = "U__";

    private Catalogue() {}

    /// A range of time, from parameters.
    private record Range(long start, long end) {
        static Range of(Parameters parameters) {
            return new Range(
                    parameters.time("start", Parameters.EARLIEST),
                    parameters.time("end", Parameters.LATEST));
        }
    }

    static Reply series(TimeSeriesStore store, Parameters parameters) {
        if (parameters.texts("match[]").isEmpty()) {
            throw Failure.badData("no match[] parameter provided");
        }
        int limit = parameters.limit();
        var range = Range.of(parameters);
        var found = new TreeSet<Labels>();
        for (var selector : selectors(parameters)) {
            found.addAll(store.series(range.start, range.end, selector));
        }
        var data = new StringBuilder("[");
        int count = 0;
        for (var labels : found) {
            if (limit > 0 && count == limit) {
                break;
            }
            Json.labels(count == 0 ? data : data.append(','), labels);
            count++;
        }
        return reply(data.append(']').toString(), found.size(), limit);
    }

    static Reply labelNames(TimeSeriesStore store, Parameters parameters) {
        int limit = parameters.limit();
        var range = Range.of(parameters);
        var names = new TreeSet<String>(Labels::compareUtf8);
        for (var selector : selectorsOrAll(parameters)) {
            names.addAll(store.labelNames(range.start, range.end, selector));
        }
        return texts(names, limit);
    }

    static Reply labelValues(TimeSeriesStore store, String name, Parameters parameters) {
        if (name.isEmpty()) {
            throw Failure.badData("invalid label name: \"\"");
        }
        int limit = parameters.limit();
        var range = Range.of(parameters);
        var values = new TreeSet<String>(Labels::compareUtf8);
        for (var selector : selectorsOrAll(parameters)) {
            values.addAll(store.labelValues(unescaped(name), range.start, range.end, selector));
        }
        return texts(values, limit);
    }

    private static Reply texts(Collection<String> texts, int limit) {
        boolean isCut = limit > 0 && texts.size() > limit;
        var shown = isCut ? texts.stream().limit(limit).toList() : texts;
        return reply(Json.texts(new StringBuilder(), shown).toString(), texts.size(), limit);
    }

    private static Reply reply(String data, int found, int limit) {
        return limit > 0 && found > limit
                ? Reply.success(data + ",\"warnings\":[\"" + Queries.TRUNCATED + "\"]")
                : Reply.success(data);
    }

    static List<List<Matcher>> selectors(Parameters parameters) {
        var selectors = new ArrayList<List<Matcher>>();
        for (var text : parameters.texts("match[]")) {
            try {
                selectors.add(Parser.parseSelector(text));
            } catch (SyntaxProblem e) {
                throw Failure.parameter("match[]", String.valueOf(e.getMessage()));
            }
        }
        return selectors;
    }

    private static List<List<Matcher>> selectorsOrAll(Parameters parameters) {
        var selectors = selectors(parameters);
        return selectors.isEmpty() ? List.of(List.of()) : selectors;
    }

    /// `U__http_2e_status` is `http.status`: what is no letter or digit stands as its code in hexadecimal between underscores, an
    /// underscore as two. A name that is not well-formed so is taken as it is.
    private static String unescaped(String name) {
        if (!name.startsWith(ESCAPED)) {
            return name;
        }
        var plain = new StringBuilder();
        int at = ESCAPED.length();
        while (at < name.length()) {
            char c = name.charAt(at);
            int end = c == '_' ? name.indexOf('_', at + 1) : at;
            if (end < 0) {
                return name;
            }
            if (c != '_') {
                plain.append(c);
            } else if (end == at + 1) {
                plain.append('_');
            } else {
                var code = name.substring(at + 1, end);
                if (!code.matches("[0-9a-fA-F]{1,6}")
                        || !Character.isValidCodePoint(Integer.parseInt(code, 16))) {
                    return name;
                }
                plain.appendCodePoint(Integer.parseInt(code, 16));
            }
            at = end + 1;
        }
        return plain.toString();
    }

    static Reply exemplars(TimeSeriesStore store, Expr expr, Parameters parameters) {
        var range = Range.of(parameters);
        if (range.end < range.start) {
            throw Failure.badData("end timestamp must not be before start timestamp");
        }
        var selectors = new LinkedHashSet<List<Matcher>>();
        collect(expr, selectors);
        var data = new StringBuilder("[");
        store.exemplars(range.start, range.end, List.copyOf(selectors))
                .forEach(
                        (labels, exemplars) -> {
                            data.append(data.length() > 1 ? "," : "");
                            Json.labels(data.append("{\"seriesLabels\":"), labels);
                            data.append(",\"exemplars\":[");
                            for (int i = 0; i < exemplars.size(); i++) {
                                var exemplar = exemplars.get(i);
                                data.append(i == 0 ? "{\"labels\":" : ",{\"labels\":");
                                Json.labels(data, exemplar.labels()).append(",\"value\":");
                                Json.value(data, exemplar.value()).append(",\"timestamp\":");
                                Json.time(data, exemplar.time()).append('}');
                            }
                            data.append("]}");
                        });
        return Reply.success(data.append(']').toString());
    }

    private static void collect(Expr expr, Set<List<Matcher>> into) {
        if (expr instanceof Expr.VectorSelector selector) {
            into.add(selector.matchers());
        }
        expr.children().forEach(child -> collect(child, into));
    }
}
