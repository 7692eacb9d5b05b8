package penstock.cli.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import penstock.cli.api.ApiException;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Option;

/// The options that every command with a load of its own has.
public final class LoadOptions {
    private final double maxRate;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Requests a second (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of all chance: the same one makes the same run (default: 1).")
    private long seed = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures there too.")
    private String json = "";

    /// @param rate unless the user says otherwise
    /// @param maxRate more is refused
    public LoadOptions(double rate, double maxRate) {
        this.rate = rate;
        this.maxRate = maxRate;
    }

    /// @throws ApiException when it is out of range
    public double rate() {
        if (!(rate >= 1 && rate <= maxRate)) {
            throw ApiException.usage(
                    "--rate: " + rate + " (expected: 1 to " + (long) maxRate + ")");
        }
        return rate;
    }

    public long seed() {
        return seed;
    }

    /// The file for the figures as the user wrote it; empty for none.
    public String json() {
        return json;
    }

    /// Writes the figures to that file, if there is one.
    public void write(Node figures) throws IOException {
        if (!json.isEmpty()) {
            Files.writeString(Path.of(json), Text.writeJson(figures) + "\n");
        }
    }
}
