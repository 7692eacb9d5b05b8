package penstock.server.prometheus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.SyntaxProblem;
import penstock.metrics.store.TimeSeriesStore;

/// What there is: series, names and values of labels, exemplars.
final class Catalogue {
    /// Marks a name in a path whose characters beyond letters and digits are escaped.
    private static final String ESCAPED = "U__";

    /// How many results there are at most, whatever limit is asked for: they are in memory while they are written.
    static final int MOST = 30_000;

    /// How many characters they have at most together.
    static final int MOST_CHARACTERS = 1 << 22;

    private final TimeSeriesStore store;
    private final Engine.Place place;

    Catalogue(TimeSeriesStore store, Engine.Place place) {
        this.store = store;
        this.place = place;
    }

    /// A range of time, from parameters.
    private record Range(long start, long end) {
        static Range of(Parameters parameters) {
            return new Range(
                    parameters.time("start", Parameters.EARLIEST),
                    parameters.time("end", Parameters.LATEST));
        }
    }

    /// The first of what is found, in order.
    private static final class Found<T> {
        private final TreeSet<T> all;
        private final int limit;
        private final ToIntFunction<T> length;
        private long characters;
        private boolean isCut;

        Found(Comparator<T> order, int limit, ToIntFunction<T> length) {
            all = new TreeSet<>(order);
            this.limit = limit == 0 ? MOST : Math.min(limit, MOST);
            this.length = length;
        }

        /// Whether those that come after it in order may be among the first too.
        boolean add(T one) {
            if (!all.add(one)) {
                return true;
            }
            characters += length.applyAsInt(one);
            boolean isLast = false;
            while (all.size() > limit || (characters > MOST_CHARACTERS && all.size() > 1)) {
                T dropped = all.removeLast();
                characters -= length.applyAsInt(dropped);
                isCut = true;
                isLast |= dropped.equals(one);
            }
            return !isLast;
        }
    }

    Reply series(Parameters parameters) {
        if (parameters.texts("match[]").isEmpty()) {
            throw Failure.badData("no match[] parameter provided");
        }
        var range = Range.of(parameters);
        var found =
                new Found<Labels>(
                        Comparator.naturalOrder(), parameters.limit(), Catalogue::characters);
        for (var selector : selectors(parameters)) {
            store.visit(
                    range.start,
                    range.end,
                    watched(selector),
                    series -> {
                        place.check("series lookup");
                        return found.add(series.labels());
                    });
        }
        return reply(found, Json::labels);
    }

    private static int characters(Labels labels) {
        int characters = 0;
        for (int i = 0; i < labels.size(); i++) {
            characters += labels.name(i).length() + labels.value(i).length();
        }
        return characters;
    }

    private List<Matcher> watched(List<Matcher> selector) {
        return selector.stream()
                .map(matcher -> matcher.watched(() -> place.check("series lookup")))
                .toList();
    }

    Reply labelNames(Parameters parameters) {
        var range = Range.of(parameters);
        var found = new Found<>(Labels::compareUtf8, parameters.limit(), String::length);
        for (var selector : selectorsOrAll(parameters)) {
            addAll(found, store.labelNames(range.start, range.end, watched(selector)));
        }
        return reply(found, Json::text);
    }

    Reply labelValues(String name, Parameters parameters) {
        if (name.isEmpty()) {
            throw Failure.badData("invalid label name: \"\"");
        }
        var range = Range.of(parameters);
        var found = new Found<>(Labels::compareUtf8, parameters.limit(), String::length);
        for (var selector : selectorsOrAll(parameters)) {
            addAll(
                    found,
                    store.labelValues(unescaped(name), range.start, range.end, watched(selector)));
        }
        return reply(found, Json::text);
    }

    private static void addAll(Found<String> found, List<String> sorted) {
        for (var text : sorted) {
            if (!found.add(text)) {
                return;
            }
        }
    }

    private <T> Reply reply(Found<T> found, BiConsumer<StringBuilder, T> json) {
        return Reply.streamed(
                place,
                Reply.JSON,
                pieces -> {
                    var text = pieces.text().append("{\"status\":\"success\",\"data\":[");
                    boolean isFirst = true;
                    for (T one : found.all) {
                        json.accept(isFirst ? text : text.append(','), one);
                        isFirst = false;
                        pieces.spillIfLarge();
                    }
                    text.append(']');
                    if (found.isCut) {
                        text.append(",\"warnings\":[\"").append(Queries.TRUNCATED).append("\"]");
                    }
                    text.append('}');
                });
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
