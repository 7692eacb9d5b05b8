package penstock.cli.api;

import java.util.List;
import java.util.Optional;
import penstock.model.Node;

/// How the targets are doing that the server scrapes.
public final class ScrapeHealth {
    private ScrapeHealth() {}

    /// How many are down, with one of them; nothing when none is, or nobody knows.
    public static Optional<String> sentence(Api api) {
        List<Node> targets;
        try {
            targets =
                    api.get(Wire.TARGETS)
                            .at("data", "activeTargets")
                            .map(Node::asList)
                            .orElse(List.of());
        } catch (ApiException _) {
            return Optional.empty();
        }
        var down =
                targets.stream().filter(target -> target.textAt("health").equals("down")).toList();
        return down.stream()
                .findFirst()
                .map(
                        first ->
                                "Scraping: "
                                        + down.size()
                                        + " of "
                                        + targets.size()
                                        + (targets.size() == 1 ? " target is" : " targets are")
                                        + " down, such as "
                                        + first.textAt("labels", "instance")
                                        + ": "
                                        + first.textAt("lastError")
                                        + ".");
    }
}
