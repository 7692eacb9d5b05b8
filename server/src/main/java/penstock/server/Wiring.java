package penstock.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.services.process.ProcessSettings;
import penstock.kernel.store.SqliteStore;
import penstock.kernel.store.Store;
import penstock.model.ProblemException;
import penstock.server.api.ApiParts;
import penstock.server.api.HttpApi;
import penstock.server.api.Readiness;
import penstock.server.config.HostPort;
import penstock.server.config.NamedFile;
import penstock.server.config.Settings;
import penstock.server.prometheus.Activity;
import penstock.server.prometheus.PrometheusApi;
import penstock.server.receive.Receiver;
import penstock.server.rules.RuleWork;
import penstock.server.rules.Rules;
import penstock.server.wiring.Around;
import penstock.server.wiring.ControlPlane;
import penstock.server.wiring.FigureLooks;
import penstock.server.wiring.GatewayProcess;
import penstock.server.wiring.MetricStore;
import penstock.server.wiring.Scraping;

/// The composition root: which parts there are, and in which order they start. Plain constructor calls, top to bottom;
/// what is started here is added to [Parts] at once, so that a later failure stops it again.
final class Wiring {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    private Wiring() {}

    /// Starts everything.
    ///
    /// @param parts takes what was started, also when this fails half-way
    /// @param around what is put around the store and the controllers
    /// @throws ProblemException what the user can do something about: directory, address, store
    static HttpApi start(Settings settings, Parts parts, Around around) {
        var jobs = Scraping.jobs(settings.metrics().scrape().map(NamedFile::path));
        var data = parts.add("data directory", DataDirectory.open(settings.data().path()));
        ServerLog.configure(settings.log(), data.logs());
        var store =
                parts.add(
                        "store",
                        SqliteStore.open(data.store(), data.keys(), InstantSource.system()));
        var ports = settings.instances();
        var processes =
                ProcessSettings.in(data.path()).withPorts(ports.firstPort(), ports.lastPort());
        var plane =
                parts.add(
                        "control plane",
                        ControlPlane.open(
                                store, processes, settings.api().artefactLimit(), around));
        var metrics =
                parts.add(
                        "metrics",
                        MetricsWiring.store(
                                data.metrics(), settings.metrics(), plane.telemetry()::sample));
        var rules =
                parts.add(
                        "rules",
                        RulesWiring.start(
                                data.path(), settings.metrics(), metrics, plane.telemetry()));
        var scraping =
                parts.add(
                        "scraping",
                        Scraping.start(jobs, plane::instances, metrics::store, Version.current()));
        plane.onInstanceChange(scraping::look);
        var activity = new Activity(rules.inForce()::groups, scraping::pools);
        var answering = MetricsWiring.Answering.of(settings.metrics(), metrics);
        var prometheus =
                MetricsWiring.api(metrics, answering, activity, data.metrics(), settings.metrics());
        var receiver = ReceiveWiring.receiver(metrics, settings.metrics());
        var metricParts = metricParts(prometheus, rules.work(), receiver);
        var readiness = readiness(store, metrics, rules.inForce(), scraping);
        var apiParts = api(data, plane, readiness, store, metricParts);
        var api = parts.add("api", listen(settings, data.path(), apiParts));
        parts.add("queries", prometheus);
        parts.add("checks", plane.ask(answering.asked(settings.metrics().source())));
        parts.add("figures", FigureLooks.start(plane.figureWatch(answering.source())));
        parts.add("detectors", MetricsWiring.detectors(plane, metrics, settings.metrics()));
        plane.start();
        if (settings.gateway().run()) {
            parts.add("gateway watch", gateway(settings, data, api, plane));
        }
        parts.add("run file", RunFile.write(data.run(), api.url()));
        // Once more: an order may have been left while this server could not yet be found.
        plane.takeOrders();
        return api;
    }

    private static ApiParts.Metrics metricParts(
            PrometheusApi prometheus, RuleWork rules, Receiver receiver) {
        return new ApiParts.Metrics(
                Optional.of(prometheus), Optional.of(rules), Optional.of(receiver));
    }

    private static GatewayProcess gateway(
            Settings settings, DataDirectory data, HttpApi api, ControlPlane plane) {
        return GatewayProcess.start(
                data.path(),
                settings.gateway(),
                api.url(),
                data.run().resolve("gateway.token"),
                plane::gatewayEnded);
    }

    /// With port 0, on the port that a running gateway looks for; on another if that is taken.
    private static HttpApi listen(Settings settings, Path data, ApiParts api) {
        var known =
                settings.listen().port() == 0
                        ? GatewayProcess.controlOf(data)
                        : Optional.<String>empty();
        if (known.isPresent()) {
            try {
                var before =
                        new HostPort(settings.listen().host(), URI.create(known.get()).getPort());
                return HttpApi.start(before, settings.api(), api);
            } catch (ProblemException e) {
                LOG.atWarn().addKeyValue("url", known.get()).log("the address of before is taken");
            }
        }
        return HttpApi.start(settings.listen(), settings.api(), api);
    }

    private static ApiParts api(
            DataDirectory data,
            ControlPlane plane,
            Readiness readiness,
            SqliteStore store,
            ApiParts.Metrics metrics) {
        return new ApiParts(
                plane.resources(),
                store::verifyAudit,
                readiness,
                Optional.of(plane.uploads()),
                Optional.of(plane.gatewayLink()),
                Optional.of(plane.logs()),
                Optional.of(plane.evidence()),
                metrics,
                data.administratorToken(),
                data.gatewayToken(),
                Version.current());
    }

    private static Readiness readiness(
            Store store, MetricStore metrics, Rules rules, Scraping scraping) {
        return new Readiness() {
            @Override
            public List<String> missing() {
                try {
                    store.check();
                    return List.of();
                } catch (ProblemException e) {
                    return List.of(e.problem().message());
                }
            }

            @Override
            public List<String> impaired() {
                return Stream.of(metrics.impaired(), rules.impaired(), scraping.impaired())
                        .flatMap(List::stream)
                        .toList();
            }
        };
    }
}
