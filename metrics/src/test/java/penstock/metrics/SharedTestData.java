package penstock.metrics;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The test suites of the projects we must agree with, in a folder beside the project that a user's clone does not have.
public final class SharedTestData {
    private SharedTestData() {}

    /// A folder of it; absent ones are told in one line, and fail where everything must run.
    public static Optional<Path> folder(String name) {
        for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            var folder = at.resolve("shared/testdata").resolve(name);
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        String message =
                "shared/testdata/" + name + " is not beside the project: its cases are left out";
        if ("true".equals(System.getenv("CI"))) {
            fail(message);
        }
        System.out.println(message);
        return Optional.empty();
    }
}
