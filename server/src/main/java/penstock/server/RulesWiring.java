package penstock.server;

import java.nio.file.Path;
import java.time.InstantSource;
import penstock.capabilities.telemetry.Telemetry;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.rules.RuleFile;
import penstock.metrics.rules.RuleSettings;
import penstock.metrics.template.TemplateLimits;
import penstock.server.config.Settings;
import penstock.server.rules.RuleSetup;
import penstock.server.rules.RuleWork;
import penstock.server.rules.Rules;
import penstock.server.wiring.MetricStore;

/// The rules of this server: those in force, and the work with others.
///
/// @param inForce evaluated from now on
record RulesWiring(Rules inForce, RuleWork work) implements AutoCloseable {
    /// @param data the data directory
    static RulesWiring start(
            Path data, Settings.Metrics settings, MetricStore store, Telemetry telemetry) {
        var setup = setup(data, settings);
        var rules = Rules.start(store::store, setup, InstantSource.system());
        telemetry.include(rules::tell);
        return new RulesWiring(rules, new RuleWork(store::store, setup));
    }

    private static RuleSetup setup(Path data, Settings.Metrics settings) {
        var language = settings.queries().experimental() ? ParserOptions.ALL : ParserOptions.STABLE;
        var limits =
                new RuleSettings.Limits(
                        settings.seriesPerTarget(),
                        RuleSettings.Limits.DEFAULT.texts(),
                        TemplateLimits.DEFAULT);
        return new RuleSetup(
                MetricsWiring.options(settings.queries()),
                RuleSettings.DEFAULT.withLimits(limits),
                new RuleFile.Options(language, settings.rulesInterval().toMillis()),
                Math.max(1, settings.series() / 2),
                data,
                settings.rules());
    }

    @Override
    public void close() {
        inForce.close();
    }
}
