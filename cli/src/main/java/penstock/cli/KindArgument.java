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
            description = {
                "Kind: its noun, plural, or first three letters.",
                "KIND/NAME stands for both."
            })
    private String word = "";

    /// The one that was named.
    KindEntry in(Api api) {
        if (word.contains(",")) {
            throw ApiException.usage(
                    "\"" + word + "\" (expected: one kind; only \"get\" takes several)");
        }
        return api.kinds().called(kind());
    }

    private String kind() {
        int slash = word.indexOf('/');
        return slash < 0 ? word : word.substring(0, slash);
    }

    /// The names of resources: those given after the kind, or the one within it as in `domain/shop`.
    List<String> names(List<String> after) {
        int slash = word.indexOf('/');
        if (slash < 0) {
            return after;
        }
        if (!after.isEmpty() || slash == word.length() - 1) {
            throw ApiException.usage(
                    "\""
                            + String.join(" ", word, String.join(" ", after)).strip()
                            + "\" (expected: KIND NAME, or KIND/NAME without another name)");
        }
        return List.of(word.substring(slash + 1));
    }

    /// The same where there has to be one.
    List<String> someNames(List<String> after) {
        var names = names(after);
        if (names.isEmpty()) {
            throw ApiException.usage(
                    "\"" + word + "\" without a name (expected: KIND NAME, or KIND/NAME)");
        }
        return names;
    }

    /// One or several, separated by commas, each once.
    List<KindEntry> allIn(Api api) {
        var kinds = api.kinds();
        return Arrays.stream(kind().split(",", -1))
                .map(each -> kinds.called(each.strip()))
                .distinct()
                .toList();
    }
}
