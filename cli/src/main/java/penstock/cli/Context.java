package penstock.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Map;
import penstock.cli.api.ApiException;
import penstock.cli.terminal.Terminal;
import penstock.model.DurationText;

/// What a command gets from the process it runs in, as values, so that tests can give others.
///
/// @param folder what relative paths are relative to
record Context(
        Terminal terminal,
        Map<String, String> environment,
        InputStream input,
        Path folder,
        InstantSource clock) {
    static Context ofProcess() {
        var environment = System.getenv();
        return new Context(
                Terminal.ofProcess(environment),
                environment,
                System.in,
                Path.of(""),
                InstantSource.system());
    }

    void line(String text) {
        terminal.line(text);
    }

    String variable(String name, String otherwise) {
        var value = environment.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    Path resolve(String file) {
        return folder.resolve(file);
    }

    /// Reads an option that is a time.
    ///
    /// @throws ApiException when it is none
    Instant time(String option, String text) {
        try {
            return clock.instant().minus(DurationText.parse(text));
        } catch (IllegalArgumentException _) {
            // not a duration
        }
        try {
            return text.matches("\\d{1,12}(\\.\\d{1,3})?")
                    ? Instant.ofEpochMilli((long) (Double.parseDouble(text) * 1000))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            throw ApiException.usage(
                    option
                            + ": \""
                            + text
                            + "\" (expected: a duration ago such as 15m, seconds since 1970, or a time such as"
                            + " 2026-11-21T08:00:00Z)");
        }
    }
}
