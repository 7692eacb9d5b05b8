package penstock.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import penstock.cli.api.ApiException;
import penstock.metrics.promql.Engine;
import penstock.metrics.script.Outcome;
import penstock.metrics.script.ScriptRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Counts by script how many queries yield what Prometheus yields. The exit code is 0 only when all do.
@Command(
        name = "promql-conformance",
        mixinStandardHelpOptions = true,
        description = {
            "Whether queries yield what Prometheus' own test scripts expect.",
            "Runs every file *.test of a folder, such as promql/promqltest/testdata of Prometheus' sources."
        })
final class PromqlConformance implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "Folder with the scripts.")
    private Path folder = Path.of("");

    @Option(names = "--failures", description = "Say what failed, and how.")
    private boolean showsFailures;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        var engine = new Engine(ScriptRunner.OPTIONS);
        long passed = 0;
        long total = 0;
        for (Path script : scripts()) {
            List<Outcome> outcomes = ScriptRunner.run(Files.readString(script), engine);
            long passedHere = outcomes.stream().filter(Outcome::isPassed).count();
            out.printf("%-32s %5d of %5d%n", script.getFileName(), passedHere, outcomes.size());
            if (showsFailures) {
                outcomes.forEach(outcome -> show(out, outcome));
            }
            passed += passedHere;
            total += outcomes.size();
        }
        out.printf("passed %d of %d%n", passed, total);
        return passed == total ? 0 : 1;
    }

    private List<Path> scripts() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw ApiException.usage("DIR: \"" + folder + "\" (expected: a folder)");
        }
        List<Path> scripts;
        try (Stream<Path> files = Files.list(folder)) {
            scripts = files.filter(file -> file.toString().endsWith(".test")).sorted().toList();
        }
        if (scripts.isEmpty()) {
            throw ApiException.usage(
                    "DIR: \"" + folder + "\" (expected: a folder with files *.test)");
        }
        return scripts;
    }

    private static void show(PrintWriter out, Outcome outcome) {
        outcome.failure()
                .ifPresent(
                        failure ->
                                out.printf(
                                        "    line %d: %s%n        %s%n",
                                        outcome.line(), outcome.query(), failure));
    }
}
