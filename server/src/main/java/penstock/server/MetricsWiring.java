package penstock.server;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import penstock.adapters.prometheus.PrometheusSource;
import penstock.capabilities.checks.AskedSource;
import penstock.capabilities.telemetry.Meaning;
import penstock.capabilities.telemetry.detectors.Watching;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.promql.syntax.SyntaxProblem;
import penstock.metrics.promql.syntax.ValueType;
import penstock.metrics.source.EmbeddedSource;
import penstock.metrics.source.MetricSource;
import penstock.metrics.store.TimeSeriesStore;
import penstock.model.DurationText;
import penstock.server.config.QuerySource;
import penstock.server.config.Settings;
import penstock.server.prometheus.About;
import penstock.server.prometheus.Activity;
import penstock.server.prometheus.Described;
import penstock.server.prometheus.PrometheusApi;
import penstock.server.wiring.ControlPlane;
import penstock.server.wiring.MetricStore;

/// The embedded time-series store, the source of answers and the API over both.
final class MetricsWiring {
    private MetricsWiring() {}

    static MetricStore store(
            Path folder, Settings.Metrics settings, Consumer<TimeSeriesStore> sampling) {
        return MetricStore.start(folder, settings, InstantSource.system(), sampling);
    }

    /// Who answers queries.
    ///
    /// @param engine that over the embedded store, which answers some of them also when the source is another
    record Answering(MetricSource source, Engine engine) {
        static Answering of(Settings.Metrics settings, MetricStore store) {
            var engine = new Engine(options(settings.queries()));
            return new Answering(MetricsWiring.source(settings.source(), store, engine), engine);
        }

        /// For checks, which are told before they run what is wrong with a query.
        AskedSource asked(QuerySource setting) {
            return switch (setting) {
                case QuerySource.Embedded _ ->
                        new AskedSource(source, query -> fault(query, engine.options().language()));
                case QuerySource.Prometheus _ ->
                        new AskedSource(source, AskedSource.Grammar.UNKNOWN);
            };
        }
    }

    private static Optional<String> fault(String query, ParserOptions language) {
        try {
            var type = Parser.parse(query, language).type();
            return type == ValueType.SCALAR || type == ValueType.VECTOR
                    ? Optional.empty()
                    : Optional.of(
                            "is of type " + type.description() + " (expected: one value a series)");
        } catch (SyntaxProblem e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    static PrometheusApi api(
            MetricStore store,
            Answering answering,
            Activity activity,
            Path folder,
            Settings.Metrics settings) {
        var queries = settings.queries();
        var retention = DurationText.format(settings.retention());
        var flags = new TreeMap<String, String>();
        flags.put("query.lookback-delta", DurationText.format(queries.lookback()));
        flags.put("query.max-concurrency", Integer.toString(queries.concurrent()));
        flags.put("query.max-samples", Long.toString(queries.samples()));
        flags.put("query.timeout", DurationText.format(queries.timeout()));
        flags.put("storage.tsdb.path", folder.toString());
        flags.put("storage.tsdb.retention.size", settings.maxSize().toString());
        flags.put("storage.tsdb.retention.time", retention);
        var known =
                Meaning.ALL.stream()
                        .map(
                                each ->
                                        new Described(
                                                each.name(), each.type(), each.help(), each.unit()))
                        .toList();
        var about = new About(Version.current(), Instant.now(), folder, retention, flags, known);
        return new PrometheusApi(
                store::store,
                activity,
                answering.source(),
                answering.engine(),
                about,
                InstantSource.system());
    }

    /// Begins to watch, with a source of its own, so that the detectors' questions do not take the place of people's.
    static Watching detectors(ControlPlane plane, MetricStore store, Settings.Metrics settings) {
        var watching = plane.watching();
        watching.start(source(settings.source(), store, new Engine(options(settings.queries()))));
        plane.telemetry().include(watching::tell);
        return watching;
    }

    private static MetricSource source(QuerySource setting, MetricStore store, Engine engine) {
        return switch (setting) {
            case QuerySource.Embedded _ -> new EmbeddedSource(store::store, engine);
            case QuerySource.Prometheus prometheus -> new PrometheusSource(prometheus.connection());
        };
    }

    static EngineOptions options(Settings.Queries queries) {
        var limits =
                new EngineOptions.Limits(
                        queries.samples(),
                        queries.points(),
                        queries.concurrent(),
                        queries.timeout());
        return EngineOptions.DEFAULT
                .withLanguage(queries.experimental() ? ParserOptions.ALL : ParserOptions.STABLE)
                .withTraits(EngineOptions.Traits.STOCK)
                .withLookback(queries.lookback())
                .withLimits(limits);
    }
}
