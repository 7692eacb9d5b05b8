package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/promises.md` names for each promise the tests that attack it. They exist.
final class PromisesTest {
    private static final int PROMISES = 12;
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");
    private static final Pattern HEADING = Pattern.compile("## (\\d+)\\. .*");

    @Test
    void everyPromiseNamesTestsThatExist() throws IOException {
        var lines = Files.readAllLines(Built.document("promises.md"));
        var sources = sources();
        var missing = new ArrayList<String>();
        var attacked = new HashMap<Integer, Integer>();
        int promise = 0;
        for (var line : lines) {
            var heading = HEADING.matcher(line);
            promise = heading.matches() ? Integer.parseInt(heading.group(1)) : promise;
            var tests = TEST.matcher(line);
            while (tests.find()) {
                attacked.merge(promise, 1, Integer::sum);
                if (!sources.getOrDefault(tests.group(1), "")
                        .contains("void " + tests.group(2) + "(")) {
                    missing.add(tests.group());
                }
            }
        }

        assertThat(missing).isEmpty();
        for (int number = 1; number <= PROMISES; number++) {
            assertThat(attacked).as("tests of a promise").containsKey(number);
        }
    }

    /// Test classes of all modules, by name; some names are there twice.
    static Map<String, String> sources() throws IOException {
        var found = new HashMap<String, String>();
        for (var file : testFiles()) {
            var name = file.getFileName().toString();
            found.merge(
                    name.substring(0, name.length() - ".java".length()),
                    Files.readString(file),
                    String::concat);
        }
        return found;
    }

    /// With the contracts of `testkit`, which are in its main folder.
    private static List<Path> testFiles() throws IOException {
        var root = Built.document("..").normalize();
        var found = new ArrayList<Path>();
        for (var module :
                List.of(
                        "model",
                        "kernel",
                        "judge",
                        "metrics",
                        "gateway",
                        "capabilities",
                        "testkit")) {
            collect(root.resolve(module).resolve("src"), found);
        }
        for (var module : List.of("server", "cli", "bench", "workloads/vectoriser")) {
            collect(root.resolve(module).resolve("src/test"), found);
        }
        return found;
    }

    private static void collect(Path folder, List<Path> found) throws IOException {
        if (Files.isDirectory(folder)) {
            try (var files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
            }
        }
    }
}
