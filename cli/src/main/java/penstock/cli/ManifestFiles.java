package penstock.cli;

import java.util.List;
import penstock.cli.api.Api;
import picocli.CommandLine.Option;

/// The manifests that a command is about.
final class ManifestFiles {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|DIR|-",
            required = true,
            description =
                    "Manifest, folder of manifests, or - for standard input; may be repeated.")
    private List<String> files = List.of();

    Manifests read(Api api, Connection connection, Context context) {
        var manifests = new Manifests(api.kinds(), connection.environment());
        files.forEach(file -> manifests.read(file, context));
        manifests.notices().forEach(context.terminal()::error);
        return manifests;
    }

    /// As the user named them.
    String names() {
        return String.join(", ", files);
    }
}
