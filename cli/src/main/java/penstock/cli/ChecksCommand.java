package penstock.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.Wire;
import penstock.cli.terminal.Style;
import penstock.cli.terminal.Table;
import penstock.model.DurationText;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "checks",
        description = {
            "Tries a check of a rollout plan now, without a rollout. Nothing is stored, and nothing follows from it.",
            "run SERVICE CHECK measures; the check is that of the service's plan, or of a file.",
            "Ends with 0 when all measurements passed, and with 1 otherwise."
        })
final class ChecksCommand implements Callable<Integer> {
    private enum Verb {
        RUN
    }

    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(index = "0", paramLabel = "WHAT", description = "run.")
    private String verb = "";

    @Parameters(index = "1", paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Parameters(index = "2", paramLabel = "CHECK", description = "Name of the check.")
    private String check = "";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description =
                    "Take the check from this manifest of a service or profile, or this list of checks.")
    private String file = "";

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "Version to measure (default: the candidate, or stable without one).")
    private String version = "";

    @Option(
            names = "--count",
            paramLabel = "NUMBER",
            description = "Measurements to make (default: 1), as far apart as the check says.")
    private int count = 1;

    ChecksCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var chosen = Connection.choice(Verb.class, "checks", verb);
        if (count < 1) {
            throw ApiException.usage("--count " + count + " (expected: 1 or more)");
        }
        var body = body();
        try (var api = connection.connect()) {
            return switch (chosen) {
                case RUN -> run(api, body);
            };
        }
    }

    private Node body() {
        var fields = new LinkedHashMap<String, Node>();
        fields.put("name", Node.text(check));
        if (!version.isEmpty()) {
            fields.put("version", Node.text(version));
        }
        if (!file.isEmpty()) {
            fields.put("check", fromFile());
        }
        return Node.map(fields);
    }

    private Node fromFile() {
        var documents = Text.readYaml(RuleFiles.read(context.resolve(file)), file);
        return documents.stream()
                .flatMap(document -> found(document).stream())
                .findFirst()
                .orElseThrow(
                        () ->
                                ApiException.usage(
                                        file
                                                + " has no check \""
                                                + check
                                                + "\" (expected: below spec.rollout.checks of a service, spec.checks of a"
                                                + " profile, or checks)"));
    }

    private Optional<Node> found(Node document) {
        return document.at("spec", "rollout", "checks", check)
                .or(() -> document.at("spec", "checks", check))
                .or(() -> document.at("checks", check));
    }

    private int run(Api api, Node body) {
        var path = Wire.action(Wire.service(connection.environment(), service), "check");
        boolean isGood = true;
        for (int number = 1; number <= count; number++) {
            var answer = api.work(path, body);
            if (number == 1) {
                context.line(
                        "check "
                                + check
                                + " of "
                                + connection.environment()
                                + "/"
                                + service
                                + ", version "
                                + answer.textAt("version"));
            }
            boolean isPassed = answer.textAt("outcome").equals("passed");
            context.line(
                    number
                            + "  "
                            + context.terminal()
                                    .styled(
                                            isPassed ? Style.GOOD : Style.BAD,
                                            answer.textAt("outcome"))
                            + "  "
                            + answer.textAt("message"));
            isGood &= isPassed;
            if (number < count) {
                sleep(DurationText.parse(answer.textAt("every")));
            }
        }
        return isGood ? Exit.DONE : Exit.FAILED;
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw ApiException.usage("Interrupted.");
        }
    }

    /// What the checks of a rollout have measured; no lines when it has none.
    static List<String> table(List<Node> checks) {
        var table =
                new Table(
                        List.of(
                                "Check",
                                "Where",
                                "State",
                                "Passed",
                                "Failed",
                                "Not known",
                                "Last"));
        for (var each : checks) {
            var step = each.textAt("step");
            var last = each.at("measurements").map(Node::asList).orElse(List.of());
            table.row(
                    List.of(
                            each.textAt("name"),
                            step.isEmpty() ? "background" : "step " + step,
                            each.textAt("state") + mark(each),
                            each.textAt("passed"),
                            each.textAt("failed"),
                            Long.toString(number(each, "inconclusive") + number(each, "errors")),
                            last.isEmpty() ? "" : last.getLast().textAt("message")));
        }
        return table.isEmpty() ? List.of() : table.lines();
    }

    private static String mark(Node check) {
        if (check.textAt("dryRun").equals("true")) {
            return " (dry run)";
        }
        return check.textAt("isOverruled").equals("true") ? " (overruled)" : "";
    }

    private static long number(Node check, String field) {
        var text = check.textAt(field);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
