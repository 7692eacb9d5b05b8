package penstock.metrics.scrape.jobs;

import java.util.ArrayList;
import java.util.Map;
import penstock.metrics.labels.Labels;
import penstock.metrics.tree.Tree;

/// Reads a group of targets, of `static_configs` or of a file of targets.
final class GroupReader {
    private GroupReader() {}

    /// @param fields with `targets` and `labels`
    static TargetGroup group(Tree.Fields fields) {
        return group(fields, Map.of());
    }

    /// @param more labels of all of them
    static TargetGroup group(Tree.Fields fields, Map<String, String> more) {
        var shared = Labels.builder();
        fields.get("labels")
                .parts()
                .forEach(
                        (name, value) -> {
                            if (name.isEmpty()) {
                                value.refuse("\"\" (expected: a label's name)");
                            }
                            shared.set(name, value.text());
                        });
        more.forEach(shared::set);
        var targets = new ArrayList<Labels>();
        for (var target : fields.get("targets").items()) {
            String address = target.text();
            if (address.contains("/")) {
                target.refuse("\"" + address + "\" (expected: a host and its port, no more)");
            }
            targets.add(shared.build().with("__address__", address));
        }
        return new TargetGroup(targets);
    }
}
