package penstock.cli.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import penstock.model.Node;

/// What became of a release, measured from outside at the gateway.
///
/// @param outcome `promoted`, `rolled-back`, `failed`, or `undecided` when it took too long
/// @param secondsToVerdict from the first traffic (without any: from the start) to the decision
/// @param candidateRequests requests that reached the candidate, the rescued ones among them
/// @param userVisibleFailures all failures that users saw in that time
/// @param sentence the verdict in the server's words
record DemoResult(
        DemoRelease release,
        String outcome,
        double secondsToVerdict,
        long candidateRequests,
        long userVisibleFailures,
        long lost,
        long rescued,
        String sentence) {
    static final String PROMOTED = "promoted";

    /// What did not happen as it had to; empty when all did.
    List<String> broken() {
        var broken = new ArrayList<String>();
        expect(broken, outcome.equals(PROMOTED) == release.isGood(), "it was " + outcome);
        expect(broken, !outcome.equals("undecided"), "there was no decision in time");
        expect(
                broken,
                release.getsTraffic() == (candidateRequests > 0),
                "it got " + candidateRequests + " requests");
        expect(broken, userVisibleFailures == 0, "users saw " + userVisibleFailures + " failures");
        expect(broken, lost == 0, lost + " requests were lost");
        return broken;
    }

    private void expect(List<String> broken, boolean holds, String otherwise) {
        if (!holds) {
            broken.add(release.version() + " (" + release.what() + "): " + otherwise);
        }
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("version", Node.text(release.version()));
        json.put("what", Node.text(release.what()));
        json.put("outcome", Node.text(outcome));
        json.put("secondsToVerdict", Node.number(rounded()));
        json.put("candidateRequests", Node.number(candidateRequests));
        json.put("userVisibleFailures", Node.number(userVisibleFailures));
        json.put("lost", Node.number(lost));
        json.put("rescued", Node.number(rescued));
        json.put("verdict", Node.text(sentence));
        return Node.map(json);
    }

    double rounded() {
        return Math.round(secondsToVerdict * 10) / 10.0;
    }
}
