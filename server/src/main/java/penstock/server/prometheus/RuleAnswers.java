package penstock.server.prometheus;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.labels.Numbers;
import penstock.metrics.promql.syntax.Printer;
import penstock.metrics.rules.Alert;
import penstock.metrics.rules.Rule;
import penstock.metrics.rules.RuleState;
import penstock.metrics.template.AlertTemplate;
import penstock.server.rules.EvaluatedGroup;

/// `rules` and `alerts`.
final class RuleAnswers {
    private static final String NOT_YET = "0001-01-01T00:00:00Z";
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private final Supplier<List<EvaluatedGroup>> groups;

    RuleAnswers(Supplier<List<EvaluatedGroup>> groups) {
        this.groups = groups;
    }

    /// Which rules are asked for.
    private record Wanted(
            String type,
            List<String> names,
            List<String> groups,
            List<String> files,
            List<List<Matcher>> selectors,
            boolean hasAlerts) {
        static Wanted of(Parameters parameters) {
            var type = parameters.text("type").toLowerCase(Locale.ROOT);
            if (!type.isEmpty() && !type.equals("alert") && !type.equals("record")) {
                throw Failure.parameter("type", "not supported value \"" + type + "\"");
            }
            return new Wanted(
                    type,
                    parameters.texts("rule_name[]"),
                    parameters.texts("rule_group[]"),
                    parameters.texts("file[]"),
                    Catalogue.selectors(parameters),
                    !isSet(parameters, "exclude_alerts"));
        }

        boolean has(EvaluatedGroup group) {
            return (groups.isEmpty() || groups.contains(group.group().name()))
                    && (files.isEmpty() || files.contains(group.group().file()));
        }

        boolean has(Rule rule) {
            boolean isOfType =
                    switch (rule) {
                        case Rule.Alerting _ -> !type.equals("record");
                        case Rule.Recording _ -> !type.equals("alert");
                    };
            return isOfType
                    && (names.isEmpty() || names.contains(rule.name()))
                    && (selectors.isEmpty()
                            || selectors.stream().anyMatch(each -> has(each, rule.labels())));
        }

        private static boolean has(List<Matcher> selector, Labels labels) {
            return selector.stream().allMatch(matcher -> matcher.matches(labels));
        }
    }

    private static boolean isSet(Parameters parameters, String name) {
        var text = parameters.text(name);
        if (!text.isEmpty() && !TRUE.contains(text) && !FALSE.contains(text)) {
            throw Failure.parameter(
                    name,
                    "error converting "
                            + name
                            + ": strconv.ParseBool: parsing "
                            + Json.text(new StringBuilder(), text)
                            + ": invalid syntax");
        }
        return TRUE.contains(text);
    }

    Reply rules(Parameters parameters) {
        var wanted = Wanted.of(parameters);
        var token = parameters.text("group_next_token");
        int most = limit(parameters, token);
        var shown = new ArrayList<String>();
        boolean isReached = token.isEmpty();
        var next = "";
        for (var group : groups.get()) {
            isReached |= token(group).equals(token);
            var rules = rules(group, wanted);
            if (!isReached || rules.isEmpty()) {
                continue;
            }
            if (shown.size() == most) {
                next = token(group);
                break;
            }
            shown.add(group(group, rules));
        }
        if (!isReached) {
            throw Failure.parameter(
                    "group_next_token",
                    "invalid group_next_token '" + token + "'. were rule groups changed?");
        }
        var data = new StringBuilder("{\"groups\":[").append(String.join(",", shown)).append(']');
        if (!next.isEmpty()) {
            Json.text(data.append(",\"groupNextToken\":"), next);
        }
        return Reply.success(data.append('}').toString());
    }

    private static int limit(Parameters parameters, String token) {
        if (parameters.text("group_limit").isEmpty()) {
            if (!token.isEmpty()) {
                throw Failure.parameter(
                        "group_next_token",
                        "group_limit needs to be present in order to paginate over the groups");
            }
            return Integer.MAX_VALUE;
        }
        int most =
                parameters.count(
                        "group_limit",
                        0,
                        "invalid parameter \"group_limit\": group_limit needs to be a valid number");
        if (most <= 0) {
            throw Failure.parameter("group_limit", "group_limit needs to be greater than 0");
        }
        return most;
    }

    /// Stands for the place of a group in the list.
    private static String token(EvaluatedGroup group) {
        var key = group.group().file() + ";" + group.group().name();
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String group(EvaluatedGroup group, String rules) {
        var out = new StringBuilder("{\"name\":");
        Json.text(out, group.group().name());
        Json.text(out.append(",\"file\":"), group.group().file());
        out.append(",\"rules\":[").append(rules).append("],\"interval\":");
        Numbers.plain(out, group.group().interval() / 1000.0);
        out.append(",\"limit\":").append(group.group().limit());
        evaluated(out, group.seconds(), group.evaluated());
        return out.append('}').toString();
    }

    private static void evaluated(StringBuilder out, double seconds, long time) {
        Numbers.plain(out.append(",\"evaluationTime\":"), seconds);
        var shown = time == EvaluatedGroup.NEVER ? NOT_YET : Instant.ofEpochMilli(time).toString();
        Json.text(out.append(",\"lastEvaluation\":"), shown);
    }

    private static String rules(EvaluatedGroup group, Wanted wanted) {
        var out = new StringBuilder();
        if (!wanted.has(group)) {
            return "";
        }
        for (var each : group.rules()) {
            if (!wanted.has(each.rule())) {
                continue;
            }
            out.append(out.isEmpty() ? "" : ",");
            switch (each.rule()) {
                case Rule.Recording rule -> {
                    Json.text(out.append("{\"name\":"), rule.name());
                    Json.text(out.append(",\"query\":"), Printer.text(rule.expr()));
                    if (rule.labels().size() > 0) {
                        Json.labels(out.append(",\"labels\":"), rule.labels());
                    }
                }
                case Rule.Alerting rule -> alerting(out, rule, each.state(), wanted.hasAlerts());
            }
            health(out, each.state());
            evaluated(out, each.seconds(), group.evaluated());
            boolean isAlert = each.rule() instanceof Rule.Alerting;
            out.append(",\"type\":").append(isAlert ? "\"alerting\"}" : "\"recording\"}");
        }
        return out.toString();
    }

    private static void alerting(
            StringBuilder out, Rule.Alerting rule, RuleState state, boolean hasAlerts) {
        Json.text(out.append("{\"state\":"), state.state().text());
        Json.text(out.append(",\"name\":"), rule.name());
        Json.text(out.append(",\"query\":"), Printer.text(rule.expr()));
        Numbers.plain(out.append(",\"duration\":"), rule.hold() / 1000.0);
        Numbers.plain(out.append(",\"keepFiringFor\":"), rule.keepFiring() / 1000.0);
        Json.labels(out.append(",\"labels\":"), rule.labels());
        out.append(",\"annotations\":").append(Json.texts(texts(rule.templates().annotations())));
        out.append(",\"alerts\":[");
        if (hasAlerts) {
            alerts(out, state.active());
        }
        out.append(']');
    }

    private static Map<String, String> texts(Map<String, AlertTemplate> templates) {
        var texts = new TreeMap<String, String>();
        templates.forEach((name, template) -> texts.put(name, template.text()));
        return texts;
    }

    private static void health(StringBuilder out, RuleState state) {
        var word =
                switch (state.health()) {
                    case UNKNOWN -> "unknown";
                    case GOOD -> "ok";
                    case BAD -> "err";
                };
        Json.text(out.append(",\"health\":"), word);
        if (!state.problem().isEmpty()) {
            Json.text(out.append(",\"lastError\":"), state.problem());
        }
    }

    Reply alerts() {
        var out = new StringBuilder("{\"alerts\":[");
        var all = new ArrayList<Alert>();
        for (var group : groups.get()) {
            group.rules().forEach(rule -> all.addAll(rule.state().active()));
        }
        alerts(out, all);
        return Reply.success(out.append("]}").toString());
    }

    private static void alerts(StringBuilder out, List<Alert> alerts) {
        for (int i = 0; i < alerts.size(); i++) {
            var alert = alerts.get(i);
            Json.labels(out.append(i == 0 ? "{\"labels\":" : ",{\"labels\":"), alert.labels());
            out.append(",\"annotations\":").append(Json.texts(alert.annotations()));
            Json.text(out.append(",\"state\":"), alert.state().text());
            var active = Instant.ofEpochMilli(alert.activeAt()).toString();
            Json.text(out.append(",\"activeAt\":"), active);
            if (alert.keepFiringSince() != Alert.NEVER) {
                var since = Instant.ofEpochMilli(alert.keepFiringSince()).toString();
                Json.text(out.append(",\"keepFiringSince\":"), since);
            }
            Json.text(out.append(",\"value\":"), exponential(alert.value())).append('}');
        }
    }

    /// As Go writes a number with an exponent: `2.5e-01`.
    static String exponential(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Numbers.general(value);
        }
        var sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        var number = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        var digits = number.unscaledValue().toString();
        int exponent = value == 0 ? 0 : digits.length() - 1 - number.scale();
        return sign
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + "e"
                + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }
}
