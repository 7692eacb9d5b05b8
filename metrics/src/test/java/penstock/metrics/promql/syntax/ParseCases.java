package penstock.metrics.promql.syntax;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.metrics.JsonReader;
import penstock.metrics.SharedTestData;

/// What Prometheus' own parser is tested with.
final class ParseCases {

    /// @param error the first message, absent when the input is a query
    record ParseCase(String input, Optional<String> error, Place place) {}

    /// Was cut off when it was taken out of the source of Prometheus' test: there the text goes on in another literal.
    private static final String CUT_OFF = "{'foo\\'bar', ";

    private ParseCases() {}

    /// Empty where the shared test data are missing.
    static List<ParseCase> all() {
        Optional<Path> file =
                SharedTestData.folder("promql").map(folder -> folder.resolve("parse_cases.json"));
        if (file.isEmpty()) {
            return List.of();
        }
        try {
            var cases = new ArrayList<ParseCase>();
            for (Object entry :
                    (List<?>)
                            Objects.requireNonNull(JsonReader.read(Files.readString(file.get())))) {
                cases.add(parseCase((Map<?, ?>) Objects.requireNonNull(entry)));
            }
            cases.removeIf(parseCase -> parseCase.input().equals(CUT_OFF));
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ParseCase parseCase(Map<?, ?> entry) {
        Object place = entry.get("pos");
        return new ParseCase(
                (String) Objects.requireNonNull(entry.get("input")),
                Optional.ofNullable((String) entry.get("error")),
                place == null
                        ? Place.NONE
                        : new Place(
                                integer(((List<?>) place).get(0)),
                                integer(((List<?>) place).get(1))));
    }

    private static int integer(@Nullable Object number) {
        return ((Number) Objects.requireNonNull(number)).intValue();
    }
}
