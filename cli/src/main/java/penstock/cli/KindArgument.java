package penstock.cli;

import java.util.Arrays;
import java.util.List;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.KindEntry;
import picocli.CommandLine.Parameters;

/// The kind of resource that a command is about; the first argument.
final class KindArgument {
    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "Kind: its noun, plural, or first three letters.")
    private String word = "";

    /// The one that was named.
    KindEntry in(Api api) {
        if (word.contains(",")) {
            throw ApiException.usage(
                    "\"" + word + "\" (expected: one kind; only \"get\" takes several)");
        }
        return api.kinds().called(word);
    }

    /// One or several, separated by commas, each once.
    List<KindEntry> allIn(Api api) {
        var kinds = api.kinds();
        return Arrays.stream(word.split(",", -1))
                .map(each -> kinds.called(each.strip()))
                .distinct()
                .toList();
    }
}
