package penstock.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import penstock.bench.Main;

class GatewayBenchTest {
    private final StringWriter out = new StringWriter();

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
