package penstock.server.rules;

import java.nio.file.Path;
import java.util.List;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.rules.RuleFile;
import penstock.metrics.rules.RuleSettings;
import penstock.server.config.FilePattern;

/// How this server reads and evaluates rules.
///
/// @param queries how their queries are answered; by engines of their own, so that users' queries do not keep rules waiting
/// @param results of all groups together: series of recording rules, alerts of alerting ones
/// @param folder what relative patterns are relative to
public record RuleSetup(
        EngineOptions queries,
        RuleSettings settings,
        RuleFile.Options options,
        int results,
        Path folder,
        List<FilePattern> patterns) {
    public RuleSetup {
        patterns = List.copyOf(patterns);
    }

    Engine engine(int concurrent) {
        var limits = queries.limits();
        return new Engine(
                queries.withLimits(
                        new EngineOptions.Limits(
                                limits.samples(), limits.points(), concurrent, limits.timeout())));
    }
}
