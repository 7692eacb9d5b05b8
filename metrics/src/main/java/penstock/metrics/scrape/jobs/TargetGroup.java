package penstock.metrics.scrape.jobs;

import java.util.List;
import penstock.metrics.labels.Labels;

/// Targets that were found together, each by its labels, of which `__address__` says where it is.
public record TargetGroup(List<Labels> targets) {
    public TargetGroup {
        targets = List.copyOf(targets);
    }
}
