package penstock.cli;

import picocli.CommandLine.Option;

/// The form in which resources are printed.
final class OutputForm {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "table, yaml, json or name (default: table).")
    private String word = "table";

    Output chosen() {
        return Connection.choice(Output.class, "--output", word);
    }
}
