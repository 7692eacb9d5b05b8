package penstock.capabilities.telemetry.detectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.kernel.Admission;
import penstock.kernel.Column;
import penstock.kernel.Registration;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.model.Resource;
import penstock.model.Violation;

/// Registers the kind Detector.
public final class Detectors {
    /// A model takes some megabytes at most.
    private static final int MOST = 100;

    private Detectors() {}

    public static Registration<Detector.Spec, Detector.Status> registration() {
        var language = new Engine(EngineOptions.DEFAULT.withLanguage(ParserOptions.ALL));
        return new Registration<>(
                Detector.KIND,
                "Watches series and says when they are not as they used to be.",
                (stored, wanted, lookup) -> {
                    var violations = new ArrayList<>(queries(language, wanted.spec()));
                    if (stored.isEmpty()) {
                        violations.addAll(count(wanted, lookup));
                    }
                    return violations;
                },
                List.of(),
                List.of(
                        new Column("STATE", "status.state"),
                        new Column("SCORE", "status.last.score"),
                        new Column("ANOMALY", "status.last.anomaly"),
                        new Column("SINCE", "status.anomalousSince"),
                        new Column("MODEL", "status.model.version")));
    }

    private static List<Violation> queries(Engine language, Detector.Spec spec) {
        var violations = new ArrayList<Violation>();
        for (var i = 0; i < spec.signals().size(); i++) {
            try {
                language.parse(spec.signals().get(i).query());
            } catch (QueryProblem e) {
                violations.add(
                        new Violation(
                                "spec.signals[" + i + "].query", String.valueOf(e.getMessage())));
            }
        }
        return violations;
    }

    private static List<Violation> count(
            Resource<Detector.Spec, Detector.Status> wanted, Admission.Lookup lookup) {
        var count = lookup.list(Detector.KIND, Optional.empty()).size();
        return count < MOST
                ? List.of()
                : List.of(
                        new Violation(
                                "metadata.name",
                                wanted.name()
                                        + " would be detector "
                                        + (count + 1)
                                        + " (expected: at most "
                                        + MOST
                                        + "; delete one, or watch several signals with one)"));
    }
}
