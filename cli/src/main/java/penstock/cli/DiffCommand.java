package penstock.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.Wire;
import penstock.cli.terminal.Style;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "diff",
        description = "Shows what `apply` would change, as lines that go (-) and come (+).")
final class DiffCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Mixin private final ManifestFiles files = new ManifestFiles();

    @Option(names = "--exit-code", description = "End with 1 when there are differences.")
    private boolean isTold;

    DiffCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        try (var api = connection.connect()) {
            var manifests = files.read(api, connection, context);
            if (!manifests.mistakes().isEmpty()) {
                throw new ApiException("invalid", manifests.mistakes());
            }
            int different = 0;
            for (var manifest : manifests.sorted()) {
                different += show(api, manifest) ? 1 : 0;
            }
            return isTold && different > 0 ? Exit.FAILED : Exit.DONE;
        }
    }

    private boolean show(Api api, Manifests.Manifest manifest) {
        var before = api.find(manifest.path()).map(DiffCommand::text).orElse(List.of());
        var after = text(trial(api, manifest));
        var lines = LineDiff.of(before, after);
        if (lines.isEmpty()) {
            return false;
        }
        var terminal = context.terminal();
        context.line(terminal.styled(Style.BOLD, manifest.title()));
        for (var line : lines) {
            var style =
                    switch (line.charAt(0)) {
                        case '+' -> Style.GOOD;
                        case '-' -> Style.BAD;
                        default -> Style.DIM;
                    };
            context.line(terminal.styled(style, line));
        }
        return true;
    }

    private static Node trial(Api api, Manifests.Manifest manifest) {
        try {
            return api.put(Wire.dryRun(manifest.path()), manifest.node(), Map.of());
        } catch (ApiException e) {
            throw e.code().equals("away") ? e : new ApiException(e.code(), manifest.mistakes(e));
        }
    }

    /// What a manifest decides, as YAML.
    private static List<String> text(Node resource) {
        var shown = new LinkedHashMap<String, Node>();
        for (var key : List.of("labels", "annotations")) {
            resource.at("metadata", key).ifPresent(value -> shown.put(key, value));
        }
        resource.at("spec").ifPresent(spec -> shown.put("spec", spec));
        return new ArrayList<>(Text.writeYaml(Node.map(shown)).lines().toList());
    }
}
