package penstock.server.prometheus;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.syntax.Literals;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.SyntaxProblem;
import penstock.metrics.scrape.FamilyText;
import penstock.metrics.scrape.PoolStatus;
import penstock.metrics.scrape.TargetStatus;

/// What is scraped, how that goes, and what the targets say of their metrics.
final class Targets {
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private final Supplier<List<PoolStatus>> pools;
    private final Supplier<List<Described>> told;

    /// @param told what is known of metrics, whoever said it, beside what targets say now
    Targets(Supplier<List<PoolStatus>> pools, Supplier<List<Described>> told) {
        this.pools = pools;
        this.told = told;
    }

    Reply all(Parameters parameters) {
        var state = parameters.text("state").toLowerCase(Locale.ROOT);
        boolean isAny = state.isEmpty() || state.equals("any");
        var wanted = parameters.text("scrapePool");
        var shown =
                pools.get().stream()
                        .filter(pool -> wanted.isEmpty() || pool.name().equals(wanted))
                        .toList();
        var out = new StringBuilder("{\"activeTargets\":[");
        if (isAny || state.equals("active")) {
            active(out, shown);
        }
        out.append("],\"droppedTargets\":[");
        if (isAny || state.equals("dropped")) {
            dropped(out, shown);
        } else {
            out.append("],\"droppedTargetCounts\":null");
        }
        return Reply.success(out.append('}').toString());
    }

    private static void active(StringBuilder out, List<PoolStatus> pools) {
        boolean isFirst = true;
        for (var pool : pools) {
            for (var told : pool.targets()) {
                active(isFirst ? out : out.append(','), pool.name(), told.status());
                isFirst = false;
            }
        }
    }

    private static void active(StringBuilder out, String pool, TargetStatus status) {
        var target = status.target();
        var url = target.url().toString();
        Json.labels(out.append("{\"discoveredLabels\":"), target.discovered());
        Json.labels(out.append(",\"labels\":"), target.labels());
        Json.text(out.append(",\"scrapePool\":"), pool);
        Json.text(out.append(",\"scrapeUrl\":"), url);
        Json.text(out.append(",\"globalUrl\":"), url);
        Json.text(out.append(",\"lastError\":"), status.error());
        var last = status.lastScrape().map(Object::toString).orElse(NEVER);
        Json.text(out.append(",\"lastScrape\":"), last);
        out.append(",\"lastScrapeDuration\":").append(status.lastDuration().toNanos() / 1e9);
        var health = status.health().name().toLowerCase(Locale.ROOT);
        Json.text(out.append(",\"health\":"), health);
        var settings = target.settings();
        Json.text(out.append(",\"scrapeInterval\":"), time(settings.interval().toMillis()));
        Json.text(out.append(",\"scrapeTimeout\":"), time(settings.timeout().toMillis()));
        out.append('}');
    }

    private static String time(long millis) {
        return Literals.durationText(millis / 1e3);
    }

    private static void dropped(StringBuilder out, List<PoolStatus> pools) {
        boolean isFirst = true;
        for (var pool : pools) {
            for (var target : pool.dropped()) {
                out.append(isFirst ? "{\"discoveredLabels\":" : ",{\"discoveredLabels\":");
                Json.labels(out, target.discovered());
                Json.text(out.append(",\"scrapePool\":"), pool.name()).append('}');
                isFirst = false;
            }
        }
        out.append("],\"droppedTargetCounts\":{");
        isFirst = true;
        for (var pool : pools) {
            Json.text(isFirst ? out : out.append(','), pool.name());
            out.append(':').append(pool.droppedCount());
            isFirst = false;
        }
        out.append('}');
    }

    Reply pools() {
        var names = pools.get().stream().map(PoolStatus::name).toList();
        return Reply.success(
                Json.texts(new StringBuilder("{\"scrapePools\":"), names).append('}').toString());
    }

    private Stream<PoolStatus.Told> targets() {
        return pools.get().stream().flatMap(pool -> pool.targets().stream());
    }

    Reply metadataByTarget(Parameters parameters) {
        int limit = parameters.count("limit", -1, "limit must be a number");
        var matchers = matchers(parameters.text("match_target"));
        var wanted = parameters.text("metric");
        var entries = new ArrayList<String>();
        for (var told : targets().toList()) {
            var labels = told.status().target().labels();
            if (!matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
                continue;
            }
            for (var family : new TreeMap<>(told.families().get()).entrySet()) {
                boolean isWanted = wanted.isEmpty() || family.getKey().equals(wanted);
                if (isWanted && (limit < 0 || entries.size() < limit)) {
                    var out = new StringBuilder("{\"target\":");
                    Json.labels(out, labels).append(',');
                    if (wanted.isEmpty()) {
                        Json.text(out.append("\"metric\":"), family.getKey()).append(',');
                    }
                    entries.add(text(out, described(family)).append('}').toString());
                }
            }
        }
        return Reply.success("[" + String.join(",", entries) + "]");
    }

    private static List<Matcher> matchers(String text) {
        try {
            return text.isEmpty() ? List.of() : Parser.parseSelector(text);
        } catch (SyntaxProblem e) {
            throw Failure.parameter("match_target", String.valueOf(e.getMessage()));
        }
    }

    private static Described described(Map.Entry<String, FamilyText> family) {
        var text = family.getValue();
        return new Described(family.getKey(), text.type().text(), text.help(), text.unit());
    }

    private static StringBuilder text(StringBuilder out, Described metric) {
        Json.text(out.append("\"type\":"), metric.type());
        Json.text(out.append(",\"help\":"), metric.help());
        return Json.text(out.append(",\"unit\":"), metric.unit());
    }

    Reply metadata(Parameters parameters) {
        int limit = parameters.count("limit", -1, "limit must be a number");
        int perMetric =
                parameters.count("limit_per_metric", -1, "limit_per_metric must be a number");
        var out = new StringBuilder("{");
        int count = 0;
        for (var metric : known(parameters.text("metric")).entrySet()) {
            if (limit >= 0 && count == limit) {
                break;
            }
            Json.text(count == 0 ? out : out.append(','), metric.getKey()).append(":[");
            int written = 0;
            for (var described : metric.getValue()) {
                if (perMetric < 0 || written < perMetric) {
                    text(out.append(written == 0 ? "{" : ",{"), described).append('}');
                    written++;
                }
            }
            out.append(']');
            count++;
        }
        return Reply.success(out.append('}').toString());
    }

    /// What is said of each metric, each different text once.
    private Map<String, Set<Described>> known(String wanted) {
        var known = new TreeMap<String, Set<Described>>();
        var scraped =
                targets()
                        .flatMap(told -> told.families().get().entrySet().stream())
                        .map(Targets::described);
        Stream.concat(told.get().stream(), scraped)
                .filter(metric -> wanted.isEmpty() || metric.name().equals(wanted))
                .forEach(
                        metric ->
                                known.computeIfAbsent(metric.name(), _ -> new LinkedHashSet<>())
                                        .add(metric));
        return known;
    }
}
