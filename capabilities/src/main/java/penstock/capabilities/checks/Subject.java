package penstock.capabilities.checks;

import java.util.Map;
import java.util.TreeMap;
import penstock.model.Weight;

/// What is measured, for queries and for those who are asked.
///
/// @param stable the version to compare with; empty when there is none
/// @param rollout its name; empty outside of a rollout
/// @param phase of the rollout, as it is written
/// @param step its index
/// @param url of an instance of the version, without a path; empty when none is ready
public record Subject(
        String environment,
        String service,
        String version,
        String stable,
        String rollout,
        String phase,
        int step,
        Weight weight,
        String url) {
    /// The values of a query's variables.
    Map<String, String> variables() {
        return variables(version);
    }

    Map<String, String> variables(String ofVersion) {
        var values = new TreeMap<String, String>();
        values.put("environment", environment);
        values.put("route", environment + "/" + service);
        values.put("service", service);
        values.put("stable", stable);
        values.put("version", ofVersion);
        return values;
    }
}
