package penstock.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.Wire;
import penstock.cli.terminal.Style;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rules",
        description = {
            "Shows the recording and alerting rules in force, or works with rule files.",
            "list; check FILE…; test FILE… runs promtool's unit tests, with the rule files that they name;",
            "replay FILE… --start TIME shows what alerts would have been there. Nothing is kept of the files."
        })
final class RulesCommand implements Callable<Integer> {
    private enum Verb {
        LIST,
        CHECK,
        TEST,
        REPLAY
    }

    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(index = "0", paramLabel = "WHAT", description = "list, check, test or replay.")
    private String verb = "";

    @Parameters(
            index = "1..*",
            paramLabel = "FILE",
            description = "Files of rules, or of tests of rules.")
    private List<String> files = List.of();

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description =
                    "Where a replay begins: a duration ago (24h), seconds since 1970, or RFC 3339.")
    private String start = "";

    @Option(
            names = "--end",
            paramLabel = "TIME",
            description = "Where a replay ends (default: now).")
    private String end = "";

    RulesCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var chosen = Connection.choice(Verb.class, "rules", verb);
        if (chosen == Verb.LIST ? !files.isEmpty() : files.isEmpty()) {
            throw ApiException.usage(
                    "rules "
                            + verb
                            + (files.isEmpty()
                                    ? ": no file (expected: at least one)"
                                    : ": takes no files; it shows what is in force."));
        }
        if (chosen == Verb.REPLAY ? start.isEmpty() : !(start + end).isEmpty()) {
            throw ApiException.usage(
                    "--start and --end are those of a replay (expected: rules replay FILE… --start"
                            + " TIME [--end TIME])");
        }
        try (var api = connection.connect()) {
            return switch (chosen) {
                case LIST -> list(api);
                case CHECK -> check(api);
                case TEST -> test(api);
                case REPLAY -> replay(api);
            };
        }
    }

    private int list(Api api) {
        var groups = api.get(Wire.RULES).at("data", "groups").map(Node::asList).orElse(List.of());
        RulesPrinter.list(groups, context.clock()).forEach(context::line);
        return Exit.DONE;
    }

    private Node sentFiles() {
        return Node.list(
                files.stream().map(file -> RuleFiles.sent(file, context.resolve(file))).toList());
    }

    private int check(Api api) {
        var answer = api.work(Wire.CHECK_RULES, Node.map(Map.of("files", sentFiles())));
        boolean isGood = true;
        for (var file : items(answer, "files")) {
            context.line("Checking " + file.textAt("name"));
            boolean isFileGood = items(file, "faults").isEmpty();
            if (isFileGood) {
                context.line("  SUCCESS: " + file.textAt("rules") + " rules found");
            } else {
                failed(RulesPrinter.faults(file));
            }
            context.line("");
            isGood &= isFileGood;
        }
        return isGood ? Exit.DONE : Exit.FAILED;
    }

    private void failed(List<String> lines) {
        context.line("  " + context.terminal().styled(Style.BAD, "FAILED:"));
        lines.forEach(line -> context.line("    " + line));
    }

    private int test(Api api) {
        boolean isGood = true;
        for (var name : files) {
            context.line("Unit Testing:  " + name);
            var file = context.resolve(name);
            var body = new LinkedHashMap<String, Node>();
            body.put("tests", RuleFiles.sent(name, file));
            body.put("files", Node.list(ruleFiles(name, file)));
            isGood &= tested(api.work(Wire.TEST_RULES, Node.map(body)));
            context.line("");
        }
        return isGood ? Exit.DONE : Exit.FAILED;
    }

    /// Those that the tests name. What is wrong with the file of tests itself the server says.
    private List<Node> ruleFiles(String name, Path file) {
        List<Node> patterns;
        try {
            patterns =
                    Text.readYaml(RuleFiles.read(file), name).stream()
                            .flatMap(document -> items(document, "rule_files").stream())
                            .toList();
        } catch (ProblemException _) {
            return List.of();
        }
        var sent = new ArrayList<Node>();
        var folder = context.folder().toAbsolutePath();
        for (var pattern : patterns) {
            var parent = file.toAbsolutePath().resolveSibling("");
            var found = RuleFiles.find(parent, pattern.asText().orElse(""));
            if (found.isEmpty()) {
                context.terminal()
                        .error("  WARNING: no file match pattern " + pattern.asText().orElse(""));
            }
            found.forEach(
                    rules -> {
                        var near = rules.startsWith(folder) ? folder.relativize(rules) : rules;
                        sent.add(RuleFiles.sent(near.toString(), rules));
                    });
        }
        return sent;
    }

    private boolean tested(Node answer) {
        var lines = new ArrayList<String>();
        items(answer, "wrong").forEach(file -> lines.addAll(RulesPrinter.faults(file)));
        for (var test : items(answer, "tests")) {
            var failures = items(test, "failures");
            if (!failures.isEmpty() && !test.textAt("name").isEmpty()) {
                lines.add("name: " + test.textAt("name") + ",");
            }
            failures.forEach(failure -> lines.addAll(failure.asText().orElse("").lines().toList()));
        }
        if (lines.isEmpty()) {
            context.line("  SUCCESS");
            return true;
        }
        failed(lines);
        return false;
    }

    private int replay(Api api) {
        var from = context.time("--start", start);
        var to = end.isEmpty() ? context.clock().instant() : context.time("--end", end);
        var body = new LinkedHashMap<String, Node>();
        body.put("files", sentFiles());
        body.put("start", Node.text(millis(from).toString()));
        body.put("end", Node.text(millis(to).toString()));
        var answer = api.work(Wire.REPLAY_RULES, Node.map(body));
        var wrong = items(answer, "wrong");
        if (!wrong.isEmpty()) {
            wrong.forEach(file -> failed(RulesPrinter.faults(file)));
            return Exit.FAILED;
        }
        RulesPrinter.replay(answer, millis(from), millis(to)).forEach(context::line);
        var failures = items(answer, "failures");
        failures.forEach(
                failure ->
                        context.terminal()
                                .error(
                                        context.terminal()
                                                .styled(Style.BAD, failure.asText().orElse(""))));
        return failures.isEmpty() ? Exit.DONE : Exit.FAILED;
    }

    private static Instant millis(Instant time) {
        return Instant.ofEpochMilli(time.toEpochMilli());
    }

    private static List<Node> items(Node node, String key) {
        return node.at(key).map(Node::asList).orElse(List.of());
    }
}
