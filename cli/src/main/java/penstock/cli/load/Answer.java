package penstock.cli.load;

import java.util.Locale;
import java.util.Map;
import penstock.cli.api.Wire;

/// What came back for one request.
///
/// @param status 0 when there was no complete answer
/// @param version the version that answered, by the gateway; empty when the answer does not say
/// @param isRescued whether stable answered in place of a failing candidate
/// @param servedBy who answered, by the service itself (`Served-By`); empty when it does not say
/// @param why there was no complete answer, in words; empty when there was one
public record Answer(
        Outcome outcome,
        int status,
        String version,
        boolean isRescued,
        String servedBy,
        String why) {
    private static final String ANSWERED_BY = Wire.ANSWERED_BY.toLowerCase(Locale.ROOT);
    private static final String RESCUED = Wire.RESCUED.toLowerCase(Locale.ROOT);

    /// A complete answer, judged by what the request expects.
    ///
    /// @param fields by name in lower case
    public static Answer of(Shot shot, int status, Map<String, String> fields, Body body) {
        var outcome = status < 400 ? Outcome.OK : Outcome.ERROR;
        boolean isRight =
                shot.expected().orElse(body).equals(body)
                        && fields.entrySet().containsAll(shot.answerFields().entrySet());
        return of(outcome == Outcome.OK && !isRight ? Outcome.WRONG : outcome, status, fields);
    }

    /// An answer of which something else says what it is worth.
    ///
    /// @param fields by name in lower case
    public static Answer of(Outcome outcome, int status, Map<String, String> fields) {
        return new Answer(
                outcome,
                status,
                fields.getOrDefault(ANSWERED_BY, ""),
                !fields.getOrDefault(RESCUED, "false").equals("false"),
                fields.getOrDefault("served-by", ""),
                "");
    }

    static Answer lost(Outcome outcome, String why) {
        return new Answer(outcome, 0, "", false, "", why);
    }

    /// No complete answer came.
    public static Answer lost(Outcome outcome, Exception why) {
        return lost(
                outcome,
                why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage());
    }
}
