package penstock.cli.load;

/// What came back for one request.
///
/// @param status 0 when there was no complete answer
/// @param version the version that answered, by the gateway; empty when the answer does not say
/// @param isRescued whether stable answered in place of a failing candidate
/// @param servedBy who answered, by the service itself (`Served-By`); empty when it does not say
public record Answer(
        Outcome outcome, int status, String version, boolean isRescued, String servedBy) {
    static Answer lost(Outcome outcome) {
        return new Answer(outcome, 0, "", false, "");
    }
}
