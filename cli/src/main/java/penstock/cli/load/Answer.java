package penstock.cli.load;

import java.util.Locale;
import java.util.Map;
import penstock.cli.api.Wire;

/// What came back for one request.
///
/// @param status 0 when there was no complete answer
/// @param version the version that answered, by the gateway; empty when the answer does not say
/// @param isRescued whether stable answered in place of a failing candidate
/// @param fields of its head, by name in lower case; empty when there was no complete answer
/// @param why it is not right, in words; empty when it is, or when its status says it all
public record Answer(
        Outcome outcome,
        int status,
        String version,
        boolean isRescued,
        Map<String, String> fields,
        String why) {
    private static final String ANSWERED_BY = Wire.ANSWERED_BY.toLowerCase(Locale.ROOT);
    private static final String RESCUED = Wire.RESCUED.toLowerCase(Locale.ROOT);

    public Answer {
        fields = Map.copyOf(fields);
    }

    /// A complete answer, judged by what the request expects.
    ///
    /// @param fields by name in lower case
    /// @param content of which nothing need be known where the request has no check
    public static Answer of(Shot shot, int status, Map<String, String> fields, byte[] content) {
        if (status >= 400) {
            return of(Outcome.ERROR, status, fields);
        }
        var mistake = shot.check().map(check -> check.mistake(fields, content)).orElse("");
        return of(mistake.isEmpty() ? Outcome.OK : Outcome.WRONG, status, fields, mistake);
    }

    /// An answer of which something else says what it is worth.
    ///
    /// @param fields by name in lower case
    public static Answer of(Outcome outcome, int status, Map<String, String> fields) {
        return of(outcome, status, fields, "");
    }

    private static Answer of(
            Outcome outcome, int status, Map<String, String> fields, String mistake) {
        return new Answer(
                outcome,
                status,
                fields.getOrDefault(ANSWERED_BY, ""),
                !fields.getOrDefault(RESCUED, "false").equals("false"),
                fields,
                mistake);
    }

    static Answer lost(Outcome outcome, String why) {
        return new Answer(outcome, 0, "", false, Map.of(), why);
    }

    /// Who answered, by the service itself (`Served-By`); empty when it does not say.
    public String servedBy() {
        return field("served-by");
    }

    /// A field of its head; empty when it has none of that name.
    ///
    /// @param name in lower case
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }

    /// No complete answer came.
    public static Answer lost(Outcome outcome, Exception why) {
        return lost(
                outcome,
                why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage());
    }
}
