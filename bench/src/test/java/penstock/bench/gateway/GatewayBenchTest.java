package penstock.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.bench.Main;
import penstock.bench.rig.TestBuild;

class GatewayBenchTest {
    private final StringWriter out = new StringWriter();

    /// A real gateway, real upstreams, real load; what is checked is that requests were made and counted, not how fast.
    @Test
    void ourGatewayIsMeasuredUnderEachWorkload(@TempDir Path folder) throws IOException {
        var program = TestBuild.in(Files.createDirectory(folder.resolve("b1"))).program();
        var span = Duration.ofMillis(100);
        var workloads = List.of(Workload.SMALL, Workload.UPLOAD, Workload.WEBSOCKET);

        try (var field = Field.start(program, folder);
                var lineUp = LineUp.start(field, List.of(OwnGateway.NAME), new PrintWriter(out))) {
            var plan = new Race.Plan(workloads, 1, span, span);
            var rows = new Race(field, lineUp, plan, new PrintWriter(out)).run();
            var crowd = IdleCrowd.measure(lineUp.proxies().getFirst(), 20);
            var allocated = Allocation.measure(field, List.of(Workload.SMALL), span);

            assertThat(rows.json().asList())
                    .hasSize(workloads.size())
                    .allSatisfy(
                            row -> {
                                var most = row.textAt("requestsPerSecond", "median");
                                assertThat(Double.parseDouble(most)).isPositive();
                            });
            assertThat(crowd.held()).isEqualTo(20);
            assertThat(allocated.get(Workload.SMALL)).isPositive();
            assertThat(lineUp.own().getFirst().control().observed()).isPositive();
        }
    }

    @Test
    void whatIsNotKnownIsRefusedBeforeAnythingStarts() {
        assertThat(run("gateway", "--workloads", "1k,2k")).isEqualTo(2);
        assertThat(out.toString()).contains("--workloads: \"2k\"");
        assertThat(run("gateway", "--rounds", "0")).isEqualTo(2);
        assertThat(out.toString()).contains("--rounds 0");
    }

    private int run(String... arguments) {
        var line = Main.commandLine();
        line.setErr(new PrintWriter(out, true));
        return line.execute(arguments);
    }
}
