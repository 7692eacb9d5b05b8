package penstock.bench.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// Folders of benchmarks that are over.
final class Leftovers {
    private Leftovers() {}

    static void delete(Path folder) throws IOException {
        List<Path> files;
        try (var all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (var file : files) {
            Files.delete(file);
        }
    }
}
