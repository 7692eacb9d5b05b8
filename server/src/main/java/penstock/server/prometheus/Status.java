package penstock.server.prometheus;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import penstock.metrics.store.Cardinality;
import penstock.metrics.store.Condition;
import penstock.metrics.store.TimeSeriesStore;

/// What the program is and how much it holds, in the shapes of Prometheus.
final class Status {
    /// Whose language and API this is: clients decide by it what they may ask.
    private static final String SPOKEN = "3.14.0";

    private static final int USUAL_LIST = 10;

    private final About about;

    Status(About about) {
        this.about = about;
    }

    Reply build() {
        var info = new LinkedHashMap<String, String>();
        info.put("version", SPOKEN);
        info.put("revision", "penstock " + about.version());
        info.put("branch", "");
        info.put("buildUser", "");
        info.put("buildDate", "");
        info.put("goVersion", "");
        return Reply.success(Json.texts(info));
    }

    Reply flags() {
        return Reply.success(Json.texts(new TreeMap<>(about.flags())));
    }

    Reply runtime(TimeSeriesStore store, Instant now) {
        long damaged =
                store.conditions().stream()
                        .filter(
                                condition ->
                                        condition.reason() == Condition.Reason.DAMAGED_LOG
                                                || condition.reason()
                                                        == Condition.Reason.DAMAGED_BLOCK)
                        .mapToLong(Condition::count)
                        .sum();
        var out = new StringBuilder("{\"startTime\":");
        Json.text(out, about.started().toString());
        Json.text(out.append(",\"CWD\":"), about.folder().toString());
        Json.text(out.append(",\"hostname\":"), "");
        Json.text(out.append(",\"serverTime\":"), now.toString());
        out.append(",\"reloadConfigSuccess\":true,\"lastConfigTime\":");
        Json.text(out, about.started().toString());
        out.append(",\"corruptionCount\":").append(damaged);
        out.append(",\"goroutineCount\":").append(Thread.activeCount());
        out.append(",\"GOMAXPROCS\":").append(Runtime.getRuntime().availableProcessors());
        out.append(",\"GOMEMLIMIT\":").append(Runtime.getRuntime().maxMemory());
        out.append(",\"GOGC\":\"\",\"GODEBUG\":\"\",\"storageRetention\":");
        return Reply.success(Json.text(out, about.retention()).append('}').toString());
    }

    /// Lists what there are most of, at most so many each.
    static Reply store(TimeSeriesStore store, Parameters parameters) {
        int most = parameters.count("limit", USUAL_LIST, "limit must be a positive number");
        if (most < 1) {
            throw Failure.badData("limit must be a positive number");
        }
        var cardinality = store.cardinality(most);
        var out = new StringBuilder("{\"headStats\":{\"numSeries\":");
        out.append(cardinality.series());
        out.append(",\"numLabelPairs\":").append(cardinality.labelPairs());
        out.append(",\"maxTime\":").append(store.newest()).append('}');
        counts(out, "seriesCountByMetricName", cardinality.seriesByMetric());
        counts(out, "labelValueCountByLabelName", cardinality.valuesByLabel());
        counts(out, "memoryInBytesByLabelName", cardinality.bytesByLabel());
        counts(out, "seriesCountByLabelValuePair", cardinality.seriesByPair());
        return Reply.success(out.append('}').toString());
    }

    private static void counts(StringBuilder out, String name, List<Cardinality.Count> counts) {
        out.append(",\"").append(name).append("\":[");
        for (int i = 0; i < counts.size(); i++) {
            var count = counts.get(i);
            Json.text(out.append(i == 0 ? "{\"name\":" : ",{\"name\":"), count.name());
            out.append(",\"value\":").append(count.count()).append('}');
        }
        out.append(']');
    }
}
