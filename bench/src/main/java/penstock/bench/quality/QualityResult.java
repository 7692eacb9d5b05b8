package penstock.bench.quality;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import penstock.cli.load.Tally;
import penstock.model.Node;

/// What became of one release.
///
/// @param phase how its rollout ended
/// @param seconds from the candidate's first answer to the decision
/// @param sentence what the decision rests on, in the judge's words
/// @param readings the figures of every metric then
/// @param candidate what its clients saw of it
record QualityResult(
        QualityRelease release,
        String phase,
        double seconds,
        String sentence,
        List<String> readings,
        Tally candidate) {
    /// Whether a rollback rests on the figure, and not on errors or latency.
    private boolean isByFigure() {
        return sentence.startsWith(QualityRun.FIGURE);
    }

    /// Every expectation that did not hold, in words.
    List<String> broken() {
        var broken = new ArrayList<String>();
        if (!phase.equals(release.expected())) {
            broken.add(
                    release.version()
                            + " ended "
                            + phase
                            + " (expected: "
                            + release.expected()
                            + ")");
        } else if (phase.equals("rolled-back") && !isByFigure()) {
            broken.add(
                    release.version()
                            + " was not stopped by "
                            + QualityRun.FIGURE
                            + " but by: "
                            + sentence);
        }
        if (candidate.failed() > 0) {
            broken.add(
                    release.version()
                            + " failed "
                            + candidate.failed()
                            + " requests (expected: none)");
        }
        return broken;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%s %s: %s %.1f s after its first answer, %,d answers, %d failed",
                        release.version(),
                        release.what(),
                        phase,
                        seconds,
                        candidate.done(),
                        candidate.failed()));
        lines.add("  " + sentence);
        readings.forEach(reading -> lines.add("    " + reading));
        return lines;
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("version", Node.text(release.version()));
        json.put("what", Node.text(release.what()));
        json.put("expected", Node.text(release.expected()));
        json.put("phase", Node.text(phase));
        json.put("seconds", Node.number(seconds));
        json.put("sentence", Node.text(sentence));
        json.put("readings", Node.list(readings.stream().map(Node::text).toList()));
        json.put("candidateAnswers", Node.number(candidate.done()));
        json.put("candidateFailed", Node.number(candidate.failed()));
        return Node.map(json);
    }
}
