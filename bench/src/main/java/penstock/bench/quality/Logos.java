package penstock.bench.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import penstock.cli.api.ApiException;
import penstock.cli.load.Shot;

/// Conversions of real logos, each in one pass, so that a version that draws worse does not try again and take longer.
final class Logos implements Shot.Source {
    private final List<Shot> shots;

    private Logos(List<Shot> shots) {
        this.shots = List.copyOf(shots);
    }

    /// Reads the pictures of a folder.
    static Logos from(Path folder) {
        try (var files = Files.list(folder)) {
            var shots =
                    files.filter(file -> file.toString().endsWith(".png"))
                            .sorted()
                            .map(Logos::shot)
                            .toList();
            if (!shots.isEmpty()) {
                return new Logos(shots);
            }
        } catch (IOException _) {
            // told below
        }
        throw ApiException.usage(
                folder + ": no pictures (expected: the vectoriser's samples, *.png)");
    }

    private static Shot shot(Path picture) {
        try {
            var text = Base64.getEncoder().encodeToString(Files.readAllBytes(picture));
            return Shot.postJson(
                    "/api/convert",
                    "{\"parameters\":{\"tier\":\"fast\"},\"image\":\"" + text + "\"}");
        } catch (IOException e) {
            throw ApiException.usage(picture + " cannot be read.");
        }
    }

    @Override
    public Shot next(RandomGenerator random) {
        return shots.get(random.nextInt(shots.size()));
    }
}
