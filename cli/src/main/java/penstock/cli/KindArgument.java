package penstock.cli;

import penstock.cli.api.Api;
import penstock.cli.api.KindEntry;
import picocli.CommandLine.Parameters;

/// The kind of resource that a command is about; the first argument.
final class KindArgument {
    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "Kind: its noun, plural, or first three letters.")
    private String word = "";

    KindEntry in(Api api) {
        return api.kinds().called(word);
    }
}
