package penstock.cli;

import picocli.CommandLine.Option;

/// Why something is changed.
final class Reason {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit log.")
    private String text = "";

    /// Empty if nothing was said.
    String text() {
        return text;
    }
}
