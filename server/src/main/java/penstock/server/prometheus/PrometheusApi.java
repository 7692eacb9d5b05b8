package penstock.server.prometheus;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Printer;
import penstock.metrics.promql.syntax.TreeJson;
import penstock.metrics.source.EmbeddedSource;
import penstock.metrics.source.MetricSource;
import penstock.metrics.store.Metadata;
import penstock.metrics.store.TimeSeriesStore;

/// Answers what Prometheus answers: queries by a source that may be elsewhere, all else from this server.
public final class PrometheusApi implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Supplier<Optional<TimeSeriesStore>> store;
    private final InstantSource clock;
    private final Engine engine;
    private final MetricSource source;
    private final Queries queries;
    private final About about;
    private final Status status;
    private final RuleAnswers rules;
    private final Targets targets;

    /// With the engine over the store as the source of answers.
    ///
    /// @param store empty while it cannot be opened
    public PrometheusApi(
            Supplier<Optional<TimeSeriesStore>> store,
            Activity activity,
            Engine engine,
            About about,
            InstantSource clock) {
        this(store, activity, new EmbeddedSource(store::get, engine), engine, about, clock);
    }

    /// @param store empty while it cannot be opened
    /// @param source answers queries
    public PrometheusApi(
            Supplier<Optional<TimeSeriesStore>> store,
            Activity activity,
            MetricSource source,
            Engine engine,
            About about,
            InstantSource clock) {
        this.store = store;
        this.engine = engine;
        this.clock = clock;
        this.source = source;
        this.queries = new Queries(source, engine, clock);
        this.about = about;
        this.status = new Status(about);
        this.rules = new RuleAnswers(activity.rules());
        this.targets = new Targets(activity.pools(), this::described);
    }

    /// Never throws for what is wrong with the request or the query: that is an answer too.
    public Reply answer(Call call) {
        try {
            return reply(call);
        } catch (Failure e) {
            return Reply.failure(e);
        }
    }

    private Reply reply(Call call) {
        var parameters = call.parameters();
        return switch (call.endpoint()) {
            case QUERY -> queries.instant(call);
            case QUERY_RANGE -> queries.range(call);
            case QUERY_EXEMPLARS -> Catalogue.exemplars(store(), parsed(parameters), parameters);
            case FORMAT_QUERY -> {
                var pretty = Printer.pretty(parsed(parameters));
                yield Reply.success(Json.text(new StringBuilder(), pretty).toString());
            }
            case PARSE_QUERY -> Reply.success(TreeJson.json(parsed(parameters)));
            case LABELS -> queries.placed(call, place -> catalogue(place).labelNames(parameters));
            case LABEL_VALUES ->
                    queries.placed(
                            call, place -> catalogue(place).labelValues(call.label(), parameters));
            case SERIES -> queries.placed(call, place -> catalogue(place).series(parameters));
            case METADATA -> targets.metadata(parameters);
            case TARGETS -> targets.all(parameters);
            case TARGET_METADATA -> targets.metadataByTarget(parameters);
            case SCRAPE_POOLS -> targets.pools();
            case RULES -> rules.rules(parameters);
            case ALERTS -> rules.alerts();
            case ALERTMANAGERS ->
                    Reply.success("{\"activeAlertmanagers\":[],\"droppedAlertmanagers\":[]}");
            case CONFIG -> Reply.success("{\"yaml\":\"\"}");
            case RUNTIME_INFO -> status.runtime(store(), clock.instant());
            case BUILD_INFO -> status.build();
            case FLAGS -> status.flags();
            case TSDB -> Status.store(store(), parameters);
            case WAL_REPLAY -> Reply.success("{\"min\":0,\"max\":0,\"current\":0}");
            case FEDERATE -> {
                var selectors = Catalogue.selectors(parameters);
                long lookback = engine.options().lookback().toMillis();
                yield queries.placed(
                        call,
                        place ->
                                Federation.of(place, store(), selectors, clock.millis(), lookback));
            }
            case HEALTHY -> Reply.text(TEXT, "Prometheus Server is Healthy.\n");
            case READY -> {
                store();
                yield Reply.text(TEXT, "Prometheus Server is Ready.\n");
            }
        };
    }

    /// @throws Failure when the parameter is no query
    private Expr parsed(Parameters parameters) {
        try {
            return engine.parse(parameters.text("query"));
        } catch (QueryProblem e) {
            throw Failure.parameter("query", String.valueOf(e.getMessage()));
        }
    }

    /// Of our own metrics, and of those whose senders told it.
    private List<Described> described() {
        var all = new ArrayList<>(about.metrics());
        store.get()
                .ifPresent(
                        open ->
                                open.metadata()
                                        .all()
                                        .forEach((name, said) -> all.add(described(name, said))));
        return all;
    }

    private static Described described(String name, Metadata.Description said) {
        return new Described(name, said.type().text(), said.help(), said.unit());
    }

    private Catalogue catalogue(Engine.Place place) {
        return new Catalogue(store(), place);
    }

    private TimeSeriesStore store() {
        return store.get()
                .orElseThrow(
                        () ->
                                new Failure(
                                        Reply.Kind.UNAVAILABLE,
                                        "the store of metrics is not open; \"penstock doctor\" says why"));
    }

    /// Ends the queries that are under way.
    @Override
    public void close() {
        queries.stop();
        source.close();
    }
}
