package penstock.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.RolloutView;
import penstock.cli.api.Wire;
import penstock.cli.terminal.LiveBlock;
import penstock.cli.terminal.Style;
import penstock.cli.terminal.Terminal;
import penstock.cli.terminal.WeightBar;
import penstock.model.DurationText;
import penstock.model.Node;

/// Shows a rollout until it is over. Asks again and again instead of holding a stream open, so that it survives a
/// restart of the server.
final class RolloutFollower {
    private static final Duration PERIOD = Duration.ofMillis(250);

    /// For how long the server may be away before following ends.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Api api;
    private final Context context;
    private final LiveBlock block;
    private String lastLine = "";
    private Instant lastAnswer;

    RolloutFollower(Api api, Context context) {
        this.api = api;
        this.context = context;
        this.block = new LiveBlock(context.terminal());
        this.lastAnswer = context.clock().instant();
    }

    /// @return the exit code that the end of the rollout means, or that of the time limit
    int follow(String environment, String name, Duration limit) {
        var start = context.clock().instant();
        while (true) {
            var seen = look(environment, name);
            if (seen.isOver()) {
                block.clear();
                end(seen, start);
                return exitCode(seen);
            }
            show(seen, start);
            if (Duration.between(start, context.clock().instant()).compareTo(limit) > 0) {
                block.keep();
                context.terminal()
                        .error(
                                "Not over after "
                                        + DurationText.format(limit)
                                        + "; it goes on. Follow it again with: penstock rollout watch "
                                        + seen.service());
                return Exit.TIMED_OUT;
            }
            pause();
        }
    }

    private RolloutView look(String environment, String name) {
        while (true) {
            try {
                var node = api.get(Wire.rollout(environment, name));
                lastAnswer = context.clock().instant();
                return new RolloutView(node);
            } catch (ApiException e) {
                boolean isPatient =
                        Duration.between(lastAnswer, context.clock().instant()).compareTo(PATIENCE)
                                < 0;
                if (!e.code().equals("away") || !isPatient) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PERIOD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.away("Interrupted while following the rollout; it goes on.");
        }
    }

    private void show(RolloutView seen, Instant start) {
        var line = summary(seen);
        if (!context.terminal().isInteractive()) {
            if (!line.equals(lastLine)) {
                context.line(line);
            }
        } else {
            block.draw(lines(seen, start));
        }
        lastLine = line;
    }

    private static String summary(RolloutView seen) {
        var message = seen.message();
        return seen.service()
                + " "
                + seen.release()
                + "  "
                + seen.phase()
                + "  "
                + seen.weight()
                + (message.isEmpty() ? "" : "  " + message);
    }

    private List<String> lines(RolloutView seen, Instant start) {
        Terminal terminal = context.terminal();
        var time = Duration.between(start, context.clock().instant()).toSeconds();
        var lines = new ArrayList<String>();
        lines.add(
                seen.service()
                        + " "
                        + seen.release()
                        + "   "
                        + terminal.styled(style(seen), seen.phase())
                        + "   "
                        + WeightBar.of(seen.weight())
                        + " "
                        + seen.weight()
                        + "   "
                        + time
                        + " s");
        for (var text : List.of(seen.message(), seen.verdict())) {
            if (!text.isEmpty()) {
                lines.add("  " + text);
            }
        }
        return lines;
    }

    private static int exitCode(RolloutView seen) {
        if (seen.isRolledBack()) {
            return Exit.ROLLED_BACK;
        }
        return seen.isCompleted() ? Exit.DONE : Exit.FAILED;
    }

    private static Style style(RolloutView seen) {
        if (seen.isCompleted()) {
            return Style.GOOD;
        }
        return seen.isTurnedBack() ? Style.BAD : Style.NOTE;
    }

    private void end(RolloutView seen, Instant start) {
        long seconds = Duration.between(start, context.clock().instant()).toSeconds();
        context.line(
                seen.service()
                        + " "
                        + seen.release()
                        + " "
                        + context.terminal().styled(style(seen), seen.phase())
                        + " after "
                        + seconds
                        + " s");
        for (var text : List.of(seen.message(), seen.verdict())) {
            if (!text.isEmpty()) {
                context.line("  " + text);
            }
        }
        if (!seen.candidateRequests().isEmpty()) {
            context.line("  requests the candidate got: " + seen.candidateRequests());
        }
    }

    static RolloutView newest(Api api, String environment, String service) {
        Node list = api.get(Wire.rollouts(environment));
        return list.at("items").map(Node::asList).orElse(List.of()).stream()
                .filter(found -> found.textAt("spec", "service").equals(service))
                .min(RolloutView.NEWEST_FIRST)
                .map(RolloutView::new)
                .orElseThrow(
                        () ->
                                new ApiException(
                                        "not-found",
                                        List.of(
                                                "\""
                                                        + service
                                                        + "\" has no rollout in "
                                                        + environment
                                                        + ".")));
    }
}
