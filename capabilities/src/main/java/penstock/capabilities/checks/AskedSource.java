package penstock.capabilities.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import penstock.capabilities.services.CheckSpec;
import penstock.capabilities.services.KayentaSpec;
import penstock.capabilities.services.QueryTemplate;
import penstock.metrics.source.MetricSource;
import penstock.model.Weight;

/// Who answers the queries of checks.
///
/// @param grammar of that source
public record AskedSource(MetricSource source, Grammar grammar) {
    /// What is no query before it is asked.
    public interface Grammar {
        /// Of a source that only knows itself.
        Grammar UNKNOWN = _ -> Optional.empty();

        /// What is wrong with a query; empty when nothing is.
        Optional<String> fault(String query);
    }

    /// What is wrong with the queries of a check.
    List<String> faults(CheckSpec check) {
        var values =
                new Subject("production", "shop", "1.1.0", "1.0.0", "", "", 0, Weight.NONE, "")
                        .variables();
        values.put(QueryTemplate.WINDOW, "5m");
        var faults = new ArrayList<String>();
        queries(check)
                .forEach(
                        query ->
                                grammar.fault(QueryTemplate.fill(query, values))
                                        .ifPresent(fault -> faults.add(query + ": " + fault)));
        return faults;
    }

    private static Stream<String> queries(CheckSpec check) {
        return Stream.of(
                        check.promql().stream().map(promql -> promql.query()),
                        check.kayenta().stream()
                                .flatMap(kayenta -> kayenta.metrics().stream())
                                .map(KayentaSpec.Compared::query),
                        check.slo().flatMap(slo -> slo.bad()).stream(),
                        check.slo().flatMap(slo -> slo.total()).stream())
                .flatMap(queries -> queries);
    }
}
