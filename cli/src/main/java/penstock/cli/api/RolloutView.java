package penstock.cli.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import penstock.model.Node;

/// A rollout as the server tells it: the one class that knows how its spec and status are spelt.
public record RolloutView(Node resource) {
    public static final Comparator<Node> NEWEST_FIRST =
            Comparator.comparing((Node found) -> found.textAt("metadata", "created", "at"))
                    .reversed();

    private static final Set<String> FAILURES = Set.of("failed", "superseded");

    /// The rollout with what the judge says at this moment.
    public static RolloutView live(Api api, String environment, String name) {
        var path = Wire.rollout(environment, name);
        var stored = api.get(path);
        var evidence = api.get(Wire.action(path, "verdict"));
        var status = stored.at("status").orElse(evidence).with("evidence", evidence);
        return new RolloutView(((Node.Mapping) stored).with("status", status));
    }

    public String name() {
        return resource.textAt("metadata", "name");
    }

    public String service() {
        return resource.textAt("spec", "service");
    }

    /// The version on trial.
    public String release() {
        var version = resource.textAt("spec", "version");
        return version.isEmpty() ? resource.textAt("spec", "release") : version;
    }

    public String phase() {
        return status("phase");
    }

    public String weight() {
        var weight = status("weight");
        return weight.isEmpty() ? "0%" : weight;
    }

    public String message() {
        var message = status("message");
        return message.isEmpty() ? status("reason") : message;
    }

    /// What was told of the plan before the rollout began.
    public List<String> told() {
        var lines = new ArrayList<String>();
        texts("overruled").forEach(text -> lines.add("forced, although " + text));
        texts("warnings").forEach(text -> lines.add("warning: " + text));
        return lines;
    }

    private List<String> texts(String key) {
        return resource.at("spec", "outlook", key).map(Node::asList).orElse(List.of()).stream()
                .map(text -> text.asText().orElse(""))
                .toList();
    }

    /// What is known of the candidate, in words; empty before anything is.
    public String verdict() {
        var sentence = resource.textAt("status", "evidence", "sentence");
        return sentence.isEmpty() ? resource.textAt("status", "evidence", "verdict") : sentence;
    }

    /// Whether the candidate is proven not to be worse, for the step it is at.
    public boolean isProven() {
        return resource.textAt("status", "evidence", "verdict").equals("not-worse");
    }

    /// As the server counted them; empty before it has.
    public String candidateRequests() {
        return resource.textAt("status", "evidence", "candidate", "requests");
    }

    /// What each check has measured.
    public List<Node> checks() {
        return resource.at("status", "checks").map(Node::asList).orElse(List.of());
    }

    public boolean isCompleted() {
        return phase().equals("completed");
    }

    public boolean isRolledBack() {
        return phase().equals("rolled-back");
    }

    public boolean isOver() {
        return isCompleted() || isRolledBack() || FAILURES.contains(phase());
    }

    /// Whether the candidate is on its way out, or gone.
    public boolean isTurnedBack() {
        return isRolledBack() || phase().equals("rolling-back") || FAILURES.contains(phase());
    }

    /// Whether the candidate is on its way to all traffic, or there.
    public boolean isPromoted() {
        return isCompleted() || phase().equals("promoting");
    }

    private String status(String key) {
        return resource.textAt("status", key);
    }
}
