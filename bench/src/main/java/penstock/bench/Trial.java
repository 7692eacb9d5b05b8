package penstock.bench;

import java.util.LinkedHashMap;
import penstock.cli.load.LoadReport;
import penstock.cli.load.Tally;
import penstock.model.Node;

/// What one trial showed, as its clients saw it.
///
/// @param seconds from the first answer on the candidate's route to the last one: the time to weight 0
/// @param candidateRequests requests that reached the candidate, the rescued ones among them
/// @param failed requests that failed for their client
/// @param failedSafe those of them that were GETs
/// @param phase how the rollout ended
record Trial(
        int number,
        double seconds,
        long candidateRequests,
        long rescued,
        long failed,
        long failedSafe,
        long lost,
        String phase) {
    static Trial of(int number, LoadReport report, String candidate, String phase) {
        var direct = report.version(candidate);
        var rescues = report.rescues();
        long first = Math.min(first(direct), first(rescues));
        long last = Math.max(direct.lastNanos(), rescues.lastNanos());
        var all = report.all();
        return new Trial(
                number,
                Math.max(0, last - first) / 1e9,
                direct.done() + rescues.done(),
                rescues.done(),
                all.failed(),
                all.failedSafe(),
                all.lost(),
                phase);
    }

    private static long first(Tally tally) {
        return tally.done() == 0 ? Long.MAX_VALUE : tally.firstNanos();
    }

    boolean isDetected() {
        return phase.equals("rolled-back");
    }

    String line() {
        return String.format(
                java.util.Locale.ROOT,
                "trial %3d   %7.3f s to weight 0   %4d candidate requests   %4d rescued   %4d failed for clients"
                        + " (%d GETs)   %d lost   %s",
                number,
                seconds,
                candidateRequests,
                rescued,
                failed,
                failedSafe,
                lost,
                phase);
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("trial", Node.number(number));
        json.put("secondsToWeightZero", Node.number(seconds));
        json.put("candidateRequests", Node.number(candidateRequests));
        json.put("rescued", Node.number(rescued));
        json.put("failed", Node.number(failed));
        json.put("failedGets", Node.number(failedSafe));
        json.put("lost", Node.number(lost));
        json.put("phase", Node.text(phase));
        return Node.map(json);
    }
}
