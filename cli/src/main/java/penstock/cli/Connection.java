package penstock.cli;

import java.util.Locale;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.local.DataDirectory;
import penstock.model.Suggestions;
import picocli.CommandLine.Option;

/// The options that say which server and environment a command is about.
final class Connection {
    private final Context context;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory (default: $PENSTOCK_DATA or ~/.penstock).")
    private String data = "";

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "Environment (default: $PENSTOCK_ENVIRONMENT or production).")
    private String environment = "";

    Connection(Context context) {
        this.context = context;
    }

    DataDirectory data() {
        var chosen = data.isEmpty() ? context.variable("PENSTOCK_DATA", "") : data;
        return new DataDirectory(
                chosen.isEmpty()
                        ? DataDirectory.usual()
                        : context.resolve(chosen).toAbsolutePath().normalize());
    }

    String environment() {
        return environment.isEmpty()
                ? context.variable("PENSTOCK_ENVIRONMENT", "production")
                : environment;
    }

    Api connect() {
        return data().connect();
    }

    /// Reads an option that is one of a few words.
    static <E extends Enum<E>> E choice(Class<E> type, String option, String word) {
        var names = new java.util.ArrayList<String>();
        for (var constant : type.getEnumConstants()) {
            var name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(word)) {
                return constant;
            }
            names.add(name);
        }
        throw ApiException.usage(
                option
                        + ": \""
                        + word
                        + "\" (expected: "
                        + String.join(", ", names)
                        + ")"
                        + Suggestions.hint(word, names));
    }
}
