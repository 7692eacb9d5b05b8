package penstock.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import penstock.cli.api.RolloutView;
import penstock.cli.load.LoadReport;
import penstock.cli.load.Tally;
import penstock.cli.terminal.LiveBlock;
import penstock.cli.terminal.Style;
import penstock.cli.terminal.Terminal;
import penstock.cli.terminal.WeightBar;

/// Shows the demonstration while it runs: redrawn in place on a terminal, a line for each change elsewhere.
final class DemoScreen {
    private final Terminal terminal;
    private final LiveBlock block;
    private String lastLine = "";

    DemoScreen(Terminal terminal) {
        this.terminal = terminal;
        this.block = new LiveBlock(terminal);
    }

    void say(String line) {
        block.clear();
        terminal.line(line);
    }

    void title(DemoRelease release) {
        say("");
        say(terminal.styled(Style.BOLD, release.version()) + ": " + release.what());
    }

    /// @param before what had been counted when the release began
    void show(DemoRelease release, RolloutView seen, LoadReport now, Tally before, Duration since) {
        if (!terminal.isInteractive()) {
            var line =
                    "  "
                            + seen.phase()
                            + "  "
                            + seen.weight()
                            + (seen.message().isEmpty() ? "" : "  " + seen.message());
            if (!line.equals(lastLine)) {
                terminal.line(line);
            }
            lastLine = line;
            return;
        }
        var during = now.all().since(before);
        var candidate = now.version(release.version());
        var lines = new ArrayList<String>();
        lines.add(
                "  "
                        + WeightBar.of(seen.weight())
                        + " "
                        + seen.weight()
                        + "   "
                        + terminal.styled(
                                seen.isTurnedBack() ? Style.BAD : Style.NOTE, seen.phase())
                        + "   "
                        + since.toSeconds()
                        + " s");
        for (var text : List.of(seen.message(), seen.verdict())) {
            if (!text.isEmpty()) {
                lines.add("  " + text);
            }
        }
        lines.add(
                "  requests "
                        + during.done()
                        + "   by the candidate "
                        + (candidate.done() + during.rescued())
                        + "   errors seen by users "
                        + during.failed()
                        + "   rescued "
                        + during.rescued()
                        + "   lost "
                        + during.lost());
        block.draw(lines);
    }

    void end(DemoResult result) {
        block.clear();
        boolean isAsExpected = result.broken().isEmpty();
        var mark =
                isAsExpected
                        ? terminal.styled(Style.GOOD, "as expected")
                        : terminal.styled(Style.BAD, "NOT as expected");
        terminal.line(
                "  "
                        + result.outcome()
                        + " after "
                        + result.rounded()
                        + " s, "
                        + mark
                        + "; requests to the candidate "
                        + result.candidateRequests()
                        + ", failures seen by users "
                        + result.userVisibleFailures()
                        + ", rescued "
                        + result.rescued());
        if (!result.sentence().isEmpty()) {
            terminal.line("  " + result.sentence());
        }
    }
}
