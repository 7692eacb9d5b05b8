package penstock.bench.quality;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import penstock.cli.load.LoadOptions;
import penstock.cli.local.Program;
import penstock.model.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "quality",
        mixinStandardHelpOptions = true,
        description = {
            "A version of the vectoriser that draws 2 % worse, without errors and as fast, has to be stopped by the score that it"
                    + " tells itself; one that draws better and takes a little longer has to be promoted.",
        })
public final class Quality implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--evidence",
            paramLabel = "FOLDER",
            description = "Keep the evidence logs there.")
    private String evidence = "";

    @Mixin private final LoadOptions load = new LoadOptions(40, 1_000);

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "vectoriser at %.0f conversions/s, half of them by the candidate, seed %d%n",
                load.rate(),
                load.seed());
        var run =
                new QualityRun(
                        Program.current(),
                        load.rate(),
                        load.seed(),
                        QualityRelease.TRIED,
                        evidence);
        var results = run.run();
        results.forEach(result -> result.lines().forEach(out::println));
        var broken = results.stream().flatMap(result -> result.broken().stream()).toList();
        out.println(
                broken.isEmpty()
                        ? "Every expectation held."
                        : "Expectation broken: " + String.join("; ", broken));
        load.write(json(results, broken));
        return broken.isEmpty() ? 0 : 1;
    }

    private Node json(List<QualityResult> results, List<String> broken) {
        var json = new LinkedHashMap<String, Node>();
        json.put("rate", Node.number(load.rate()));
        json.put("seed", Node.number(load.seed()));
        json.put("releases", Node.list(results.stream().map(QualityResult::json).toList()));
        json.put("broken", Node.list(broken.stream().map(Node::text).toList()));
        return Node.map(json);
    }
}
