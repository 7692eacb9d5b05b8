package penstock.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import penstock.server.prometheus.Endpoint;

/// Something that is asked to make the server take more memory or time than it may.
///
/// @param answer what is in the message of the failure; empty when there has to be an answer
record HostileQuery(
        String name, Endpoint endpoint, Map<String, List<String>> parameters, String answer) {
    private static final String TOO_MANY =
            "query processing would load too many samples into memory in query execution";
    private static final String SUCCESS = "";

    static final List<HostileQuery> ALL = all();

    private static List<HostileQuery> all() {
        var all = new ArrayList<HostileQuery>();
        syntax(all);
        regularExpressions(all);
        samples(all);
        steps(all);
        catalogue(all);
        return List.copyOf(all);
    }

    private static void syntax(List<HostileQuery> all) {
        all.add(instant("parentheses", "(".repeat(100_000), "expression nested too deep"));
        all.add(instant("signs", "-".repeat(100_000) + "1", "expression nested too deep"));
        all.add(instant("calls", "abs(".repeat(30_000) + "up", "expression nested too deep"));
        all.add(instant("operators", "1" + "+1".repeat(100_000), "expression too complex"));
        all.add(instant("powers", "1" + "^1".repeat(100_000), "expression nested too deep"));
        all.add(
                instant(
                        "long",
                        "up{a=\"" + "a".repeat(300_000) + "\"}",
                        "expected: at most 262144"));
        all.add(
                instant(
                        "durations",
                        "up[" + "(".repeat(10_000) + "1m" + ")".repeat(10_000) + "]",
                        "duration too complex"));
        all.add(
                instant(
                        "aggregations",
                        "sum(".repeat(200) + "few_total" + ")".repeat(200),
                        SUCCESS));
    }

    private static void regularExpressions(List<HostileQuery> all) {
        all.add(instant("repeats", "up{a=~\"((a{100}){100}){100}\"}", "invalid repeat count"));
        all.add(instant("size", "up{a=~\"(?:abcdefghijk){1000}\"}", "expression too large"));
        all.add(
                instant(
                        "groups",
                        "up{a=~\"" + "(".repeat(5000) + ")".repeat(5000) + "\"}",
                        "expression nests too deeply"));
        all.add(
                instant(
                        "many",
                        "up{" + "a=~\"x{999}\",".repeat(30) + "}",
                        "regular expressions too large"));
        all.add(
                instant(
                        "replacement",
                        "label_replace(few_total, \"a\", \"\", \"i\", \"((a{100}){100}){100}\")",
                        "invalid repeat count"));
        all.add(instant("backtracking", "count({i=~\"(([0-9]+)+)+x\"})", SUCCESS));
        all.add(
                instant(
                        "slow",
                        "count({i=~\"(?:.?){900}x\"})",
                        "query timed out",
                        "timeout",
                        "200ms"));
        all.add(instant("list", "count({i=~\"" + "1234|".repeat(50_000) + "1\"})", SUCCESS));
    }

    private static void samples(List<HostileQuery> all) {
        all.add(instant("everything", "{__name__=~\".+\"}", SUCCESS));
        all.add(instant("counted", "count by (i) (many)", TOO_MANY));
        all.add(instant("twice", "many + many", TOO_MANY));
        all.add(instant("rates", "rate(many[5m])", SUCCESS));
        all.add(instant("values", "count_values(\"v\", many)", TOO_MANY));
        all.add(
                instant(
                        "joined",
                        "label_join(many, \"a\", \"\"" + ", \"i\"".repeat(100) + ")",
                        TOO_MANY));
        all.add(
                instant(
                        "long label",
                        "label_join(few_total, \"a\", \"\"" + ", \"__name__\"".repeat(20_000) + ")",
                        "label value made by label_join() is too long"));
        all.add(
                instant(
                        "doubled label",
                        nested(
                                "label_join(",
                                ", \"a\", \"\", \"a\", \"a\", \"i\")",
                                60,
                                "few_total"),
                        TOO_MANY));
        all.add(instant("raw histograms", "latency[500s]", TOO_MANY));
        all.add(range("histograms", "latency", 500, 1, TOO_MANY));
        all.add(range("rates of histograms", "rate(latency[30s])", 500, 1, TOO_MANY));
        all.add(
                range(
                        "quantiles",
                        "histogram_quantile(0.9, sum(rate(latency{i=~\"1.?\"}[30s])))",
                        500,
                        5,
                        SUCCESS));
    }

    private static void steps(List<HostileQuery> all) {
        all.add(range("points", "few_total", 500_000, 1, "exceeded maximum resolution of 11,000"));
        all.add(range("most points", "few_total", 11_000, 1, SUCCESS));
        all.add(range("spread far", "many @ 1767436619", 11_000, 1, TOO_MANY));
        all.add(instant("a billion", "max_over_time(vector(time())[1000000s:1ms])", TOO_MANY));
        all.add(instant("a million and more", "max_over_time(vector(time())[300s:1ms])", SUCCESS));
        all.add(
                instant(
                        "scalars",
                        "max_over_time(vector("
                                + "time() + (".repeat(100)
                                + "1"
                                + ")".repeat(100)
                                + ")[400s:1ms])",
                        TOO_MANY));
        all.add(range("multiplied", "sum(few_total @ 1767436619 * time())", 11_000, 1, SUCCESS));
        all.add(
                instant(
                        "nested",
                        "max_over_time(max_over_time(vector(1)[1h:1s])[1000h:1s])",
                        TOO_MANY));
        all.add(instant("absent", "absent_over_time(nothing[3000s:1ms])", TOO_MANY));
    }

    private static void catalogue(List<HostileQuery> all) {
        all.add(call("series", Endpoint.SERIES, SUCCESS, "match[]", "{__name__=~\".+\"}"));
        all.add(call("names", Endpoint.LABELS, SUCCESS));
        all.add(call("label values", Endpoint.LABEL_VALUES, SUCCESS));
        all.add(call("federation", Endpoint.FEDERATE, SUCCESS, "match[]", "{__name__=~\".+\"}"));
    }

    private static String nested(String before, String after, int times, String inner) {
        return before.repeat(times) + inner + after.repeat(times);
    }

    private static HostileQuery instant(String name, String query, String answer, String... more) {
        var fields = new ArrayList<>(List.of(more));
        fields.addAll(List.of("query", query, "time", "1767436619.5"));
        return call(name, Endpoint.QUERY, answer, fields.toArray(String[]::new));
    }

    private static HostileQuery range(
            String name, String query, int seconds, int step, String answer) {
        return call(
                name,
                Endpoint.QUERY_RANGE,
                answer,
                "query",
                query,
                "start",
                Long.toString(1_767_436_619L - seconds),
                "end",
                "1767436619",
                "step",
                Integer.toString(step));
    }

    private static HostileQuery call(
            String name, Endpoint endpoint, String answer, String... fields) {
        var parameters = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < fields.length; i += 2) {
            parameters.put(fields[i], List.of(fields[i + 1]));
        }
        return new HostileQuery(name, endpoint, parameters, answer);
    }
}
