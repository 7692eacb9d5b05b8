package penstock.metrics.scrape.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import penstock.metrics.scrape.RelabelRule;
import penstock.metrics.scrape.ScrapeSettings;

/// One of `scrape_configs`.
///
/// @param settings of targets whose labels say nothing else
/// @param address what their labels `__scheme__`, `__metrics_path__` and `__param_…` are when they are not there
/// @param targetLimit with more, none is scraped; 0 for no limit
public record ScrapeJob(
        String name,
        ScrapeSettings settings,
        Address address,
        List<RelabelRule> relabelling,
        int targetLimit,
        List<TargetGroup> fixed,
        List<Path> files) {
    /// @param parameters of the address, in the order of their names
    public record Address(String scheme, String path, Map<String, List<String>> parameters) {
        public Address {
            parameters = Map.copyOf(parameters);
        }
    }

    public ScrapeJob {
        relabelling = List.copyOf(relabelling);
        fixed = List.copyOf(fixed);
        files = List.copyOf(files);
    }
}
