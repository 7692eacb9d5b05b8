package penstock.capabilities.services;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Name;
import penstock.model.Scope;

/// The immutable thing to run.
public final class Release {
    public static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "Release",
                    "releases",
                    Scope.ENVIRONMENT,
                    Spec.class,
                    Status.class,
                    new Status(),
                    true);

    private static final Pattern VERSION = Pattern.compile("[!-~]{1,100}");

    private Release() {}

    /// @param version as people know it; also sent as the header `Penstock-Version`
    /// @param artefact the file that `{artefact}` in the command stands for
    /// @param run how the service was run when the release was made, so that going back to it goes back to that
    /// @param env on top of the environment's and the service's variables
    /// @param provenance where it came from: commit, build, author…
    public record Spec(
            Name service,
            String version,
            Optional<Artefact> artefact,
            RunSpec run,
            Map<String, String> env,
            Map<String, String> provenance) {
        public Spec {
            if (!VERSION.matcher(version).matches()) {
                throw new IllegalArgumentException(
                        "version: \""
                                + version
                                + "\" (expected: 1 to 100 visible ASCII characters such as 1.4.2)");
            }
        }
    }

    /// A file by its content.
    ///
    /// @param digest `sha256:` and 64 hexadecimal digits
    public record Artefact(
            String digest, @Default("artefact") String name, @Default("0") long size) {
        private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

        public Artefact {
            if (!DIGEST.matcher(digest).matches()) {
                throw new IllegalArgumentException(
                        "digest: \""
                                + digest
                                + "\" (expected: sha256: followed by 64 hexadecimal digits)");
            }
        }
    }

    public record Status() {}

    /// The name of the release of a service's version: `shop-1-4-2`.
    public static Name name(Name service, String version) {
        return Name.slug(service + "-" + version);
    }
}
