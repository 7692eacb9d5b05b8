package penstock.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import penstock.cli.api.ApiException;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;
import picocli.CommandLine.Option;

/// What somebody wants to know of a release before it starts.
final class PlanQuestion {
    @Option(
            names = "--version",
            paramLabel = "V",
            description = "plan: the version that would be released.")
    private String version = "";

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "plan: rollout profile instead of the service's own.")
    private String profile = "";

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            description =
                    "plan: requests, such as 20/s or 90/min (default: what the gateway measured lately).")
    private String rate = "";

    @Option(
            names = "--effect",
            paramLabel = "METRIC=AMOUNT",
            description =
                    "plan: a fault, such as errors=1%% or latency-p99=x1.5: how soon it would be found. May be repeated.")
    private Map<String, String> effects = new LinkedHashMap<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|-",
            description =
                    "plan: a Service, a Profile, or what stands under rollout:, instead of what is stored.")
    private String file = "";

    boolean isAsked() {
        return !(version + profile + rate + file).isEmpty() || !effects.isEmpty();
    }

    /// The body of the action.
    Node body(Context context) {
        var body = new LinkedHashMap<String, Node>();
        Map.of("version", version, "profile", profile, "rate", rate)
                .forEach(
                        (key, value) -> {
                            if (!value.isEmpty()) {
                                body.put(key, Node.text(value));
                            }
                        });
        if (!effects.isEmpty()) {
            var texts = new LinkedHashMap<String, Node>();
            effects.forEach((metric, amount) -> texts.put(metric, Node.text(amount)));
            body.put("effects", Node.map(texts));
        }
        if (!file.isEmpty()) {
            document(context)
                    .ifPresent(
                            found -> body.put(isProfile(found) ? "plan" : "rollout", plan(found)));
        }
        return Node.map(body);
    }

    private Optional<Node> document(Context context) {
        try {
            var documents = Text.readYaml(text(context), file);
            if (documents.size() != 1) {
                throw ApiException.usage(
                        file
                                + ": "
                                + documents.size()
                                + " documents (expected: one, a Service, a Profile, or what stands under rollout:)");
            }
            return Optional.of(documents.getFirst());
        } catch (ProblemException e) {
            throw new ApiException("invalid", e.problem().message().lines().toList());
        }
    }

    private String text(Context context) {
        try {
            if (file.equals("-")) {
                return new String(context.input().readAllBytes(), StandardCharsets.UTF_8);
            }
            return Files.readString(context.resolve(file));
        } catch (IOException e) {
            throw ApiException.usage(file + ": cannot be read as UTF-8 text, or does not exist");
        }
    }

    private static boolean isProfile(Node document) {
        return document.textAt("kind").equals("Profile");
    }

    private Node plan(Node document) {
        return switch (document.textAt("kind")) {
            case "" -> document.at("rollout").orElse(document);
            case "Profile" -> document.at("spec").orElse(Node.map(Map.of()));
            case "Service" -> document.at("spec", "rollout").orElse(Node.text("canary"));
            default ->
                    throw ApiException.usage(
                            file
                                    + ": kind "
                                    + document.textAt("kind")
                                    + " (expected: Service, Profile, or what stands under rollout:)");
        };
    }

    /// The options that only a plan has, for a message.
    static String names() {
        return "--version, --profile, --rate, --effect and -f";
    }
}
