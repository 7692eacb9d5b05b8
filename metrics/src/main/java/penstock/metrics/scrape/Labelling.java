package penstock.metrics.scrape;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Labels;

/// What becomes of the labels and times that a target gives its samples.
///
/// @param honorsLabels whether a label that target and sample both have keeps the sample's value; otherwise that one is called `exported_…`
/// @param honorsTimes whether a sample's own time counts
/// @param endsTimed whether series with times of their own end too once they are gone
/// @param rules applied last
public record Labelling(
        boolean honorsLabels, boolean honorsTimes, boolean endsTimed, List<RelabelRule> rules) {
    public static final Labelling USUAL = new Labelling(false, true, false, List.of());

    private static final String EXPORTED = "exported_";

    public Labelling {
        rules = List.copyOf(rules);
    }

    /// The labels of a series of a target; nothing when a rule drops it.
    ///
    /// @param empty names of labels that the sample has with an empty value: with honoured labels, the target's do not replace them
    Optional<Labels> apply(Labels exposed, List<String> empty, Labels target) {
        var labels = exposed.toBuilder();
        var replaced = new ArrayList<String>();
        for (int i = 0; i < target.size(); i++) {
            String name = target.name(i);
            boolean isExposed = exposed.has(name);
            if (honorsLabels) {
                if (!isExposed && !empty.contains(name)) {
                    labels.set(name, target.value(i));
                }
            } else {
                if (isExposed) {
                    replaced.add(name);
                }
                labels.set(name, target.value(i));
            }
        }
        replaced.sort(Comparator.comparingInt(String::length));
        for (var name : replaced) {
            String free = EXPORTED + name;
            while (!labels.get(free).isEmpty()) {
                free = EXPORTED + free;
            }
            labels.set(free, exposed.get(name));
        }
        return RelabelRule.apply(rules, labels.build());
    }
}
