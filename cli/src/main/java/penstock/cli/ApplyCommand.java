package penstock.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.Wire;
import penstock.cli.terminal.Style;
import penstock.model.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "apply",
        description = {
            "Creates or updates resources from manifests (YAML or JSON, several documents in one file).",
            "All mistakes of all documents are told at once, and then nothing is changed."
        })
final class ApplyCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Mixin private final ManifestFiles files = new ManifestFiles();

    @Option(
            names = "--dry-run",
            description = "Check everything and say what would happen; change nothing.")
    private boolean isTrial;

    @Mixin private final Reason reason = new Reason();

    ApplyCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        try (var api = connection.connect()) {
            var manifests = files.read(api, connection, context);
            var sorted = manifests.sorted();
            var mistakes = new ArrayList<>(manifests.mistakes());
            sorted.forEach(manifest -> mistakes.addAll(trial(api, manifest, sorted)));
            if (!mistakes.isEmpty()) {
                throw new ApiException("invalid", mistakes);
            }
            if (sorted.isEmpty()) {
                throw ApiException.usage("No document was found in " + files.names() + ".");
            }
            sorted.forEach(manifest -> apply(api, manifest));
            return Exit.DONE;
        }
    }

    /// What is wrong with a document. That it names a resource which comes with the same command is not.
    private static List<String> trial(
            Api api, Manifests.Manifest manifest, List<Manifests.Manifest> together) {
        try {
            api.put(Wire.dryRun(manifest.path()), manifest.node(), new HashMap<>());
            return List.of();
        } catch (ApiException e) {
            if (e.code().equals("away")) {
                throw e;
            }
            var told = manifest.mistakes(e);
            return IntStream.range(0, told.size())
                    .filter(i -> !isAbout(e.lines().get(i), manifest, together))
                    .mapToObj(told::get)
                    .toList();
        }
    }

    private static boolean isAbout(
            String line, Manifests.Manifest manifest, List<Manifests.Manifest> together) {
        boolean isReference = line.contains("does not exist") || line.contains("nknown");
        return isReference
                && together.stream()
                        .filter(other -> !other.equals(manifest))
                        .anyMatch(
                                other ->
                                        Pattern.compile(
                                                        "(?<![\\w-])"
                                                                + Pattern.quote(other.name())
                                                                + "(?![\\w-])")
                                                .matcher(line.substring(line.indexOf(": ") + 1))
                                                .find());
    }

    private void apply(Api api, Manifests.Manifest manifest) {
        var before = api.find(manifest.path());
        if (isTrial) {
            var wanted = before.isEmpty() ? Optional.<Node>empty() : trialResult(api, manifest);
            tell(
                    manifest.title(),
                    before.map(seen -> isSame(seen, wanted) ? "unchanged" : "updated")
                            .orElse("created"));
            return;
        }
        var after = api.put(manifest.path(), manifest.node(), Api.reason(reason.text()));
        boolean isSame = before.map(ApplyCommand::generation).orElse("").equals(generation(after));
        tell(manifest.title(), before.isEmpty() ? "created" : isSame ? "unchanged" : "updated");
    }

    private static Optional<Node> trialResult(Api api, Manifests.Manifest manifest) {
        return Optional.of(api.put(Wire.dryRun(manifest.path()), manifest.node(), new HashMap<>()));
    }

    private static boolean isSame(Node before, Optional<Node> wanted) {
        return wanted.map(ApplyCommand::intent).orElse("").equals(intent(before));
    }

    /// The part of a resource that a manifest decides.
    static String intent(Node resource) {
        var intent = new HashMap<String, Object>();
        resource.at("spec").ifPresent(spec -> intent.put("spec", spec.plain()));
        for (var key : List.of("labels", "annotations")) {
            resource.at("metadata", key).ifPresent(value -> intent.put(key, value.plain()));
        }
        return intent.toString();
    }

    private static String generation(Node resource) {
        return resource.textAt("metadata", "generation");
    }

    private void tell(String title, String what) {
        var style =
                switch (what) {
                    case "created" -> Style.GOOD;
                    case "updated" -> Style.NOTE;
                    default -> Style.DIM;
                };
        context.line(
                title
                        + " "
                        + context.terminal().styled(style, what)
                        + (isTrial ? " (dry run)" : ""));
    }
}
