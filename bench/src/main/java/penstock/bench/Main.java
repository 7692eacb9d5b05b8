package penstock.bench;

import java.io.PrintWriter;
import penstock.bench.anomaly.Anomaly;
import penstock.bench.gateway.GatewayBench;
import penstock.bench.gateway.GatewayProfile;
import penstock.bench.judge.JudgeBench;
import penstock.bench.loss.Loss;
import penstock.bench.metrics.MetricsCrash;
import penstock.bench.metrics.MetricsStore;
import penstock.bench.promql.Promql;
import penstock.bench.quality.Quality;
import penstock.cli.api.ApiException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Where every benchmark starts: the first argument names it.
@Command(
        name = "bench",
        description = "Measures a promise of the design from outside.",
        subcommands = {
            Anomaly.class,
            Detect.class,
            GatewayBench.class,
            GatewayLife.class,
            GatewayProfile.class,
            JudgeBench.class,
            Loss.class,
            MetricsCrash.class,
            MetricsStore.class,
            Promql.class,
            PromqlConformance.class,
            Quality.class
        })
public final class Main implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    public static CommandLine commandLine() {
        var command = new CommandLine(new Main());
        command.setExecutionExceptionHandler(
                (e, line, _) -> {
                    if (!(e instanceof ApiException known)) {
                        throw e;
                    }
                    known.lines().forEach(line.getErr()::println);
                    return known.code().equals("usage") ? 2 : 1;
                });
        command.setOut(new PrintWriter(System.out, true, java.nio.charset.StandardCharsets.UTF_8));
        return command;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
