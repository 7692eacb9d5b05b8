package penstock.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import penstock.cli.api.ApiException;
import penstock.cli.load.Shot;

/// What the users of the demonstration ask for: mostly conversions of real logos, and now and then the state of the
/// service. Conversions are POSTs with a key of their own each, so that stable may answer what the candidate failed to.
final class LogoShots implements Shot.Source {
    /// Share of requests that are GETs.
    private static final double GET_SHARE = 0.2;

    private final List<Shot> conversions;

    private LogoShots(List<Shot> conversions) {
        this.conversions = List.copyOf(conversions);
    }

    /// Reads the images of a folder.
    static LogoShots from(Path folder) {
        try (var files = Files.list(folder)) {
            var shots =
                    files.filter(file -> file.toString().endsWith(".png"))
                            .sorted()
                            .map(LogoShots::conversion)
                            .toList();
            if (shots.isEmpty()) {
                throw ApiException.usage(
                        folder + ": no images (expected: the logos of the demonstration, *.png)");
            }
            return new LogoShots(shots);
        } catch (IOException e) {
            throw ApiException.usage(
                    folder + " cannot be read; the demonstration needs its images.");
        }
    }

    private static Shot conversion(Path image) {
        try {
            var text = Base64.getEncoder().encodeToString(Files.readAllBytes(image));
            return Shot.postJson("/api/convert", "{\"image\":\"" + text + "\"}");
        } catch (IOException e) {
            throw ApiException.usage(
                    image + " cannot be read; the demonstration needs its images.");
        }
    }

    @Override
    public Shot next(RandomGenerator random) {
        return random.nextDouble() < GET_SHARE
                ? Shot.get("/health")
                : conversions
                        .get(random.nextInt(conversions.size()))
                        .with("Idempotency-Key", Long.toHexString(random.nextLong()));
    }
}
