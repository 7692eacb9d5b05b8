package penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The test data of projects that Penstock must agree with, which lie beside the repository and are no part of it.
public final class SharedFiles {
    private SharedFiles() {}

    /// A file or folder of them. When they are not there it says so and is empty, but fails where they must be (CI).
    public static Optional<Path> find(String name) {
        for (Path folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            Path data = folder.resolveSibling("shared").resolve("testdata");
            if (Files.isDirectory(data)) {
                Path found = data.resolve(name);
                assertThat(found).exists();
                return Optional.of(found);
            }
        }
        assertThat(System.getenv("CI"))
                .describedAs("shared/testdata beside the repository, which CI must have")
                .isNotEqualTo("true");
        System.out.println("not tested, since shared/testdata is not there: " + name);
        return Optional.empty();
    }
}
