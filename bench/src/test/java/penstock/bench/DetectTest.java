package penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import penstock.bench.rig.Quantiles;

class DetectTest {
    private static final DetectPlan TOTAL =
            new DetectPlan("100%", "", "5%", 100, 0, 2, 1, Duration.ofMinutes(3));
    private static final DetectPlan PARTIAL =
            new DetectPlan("5%", "", "5%", 100, 0, 2, 1, Duration.ofMinutes(3));

    private static Trial trial(
            double seconds, long requests, long failedGets, long lost, String phase) {
        return new Trial(1, seconds, requests, requests, failedGets, failedGets, lost, phase);
    }

    @Test
    void theQuantileIsTheSmallestValueThatTheShareDoesNotExceed() {
        var quantiles =
                new Quantiles(IntStream.rangeClosed(1, 30).mapToObj(i -> (double) i).toList());

        assertThat(quantiles.at(0.5)).isEqualTo(15);
        assertThat(quantiles.at(0.95)).isEqualTo(29);
        assertThat(quantiles.at(0.99)).isEqualTo(30);
        assertThat(quantiles.max()).isEqualTo(30);
    }

    @Test
    void noValuesHaveNoQuantile() {
        assertThatThrownBy(() -> new Quantiles(List.of()))
                .hasMessageContaining("expected: at least one value");
    }

    @Test
    void aFastRollbackKeepsThePromise() {
        assertThat(Detect.promises(TOTAL, List.of(trial(0.4, 4, 0, 0, "rolled-back")))).isEmpty();
        assertThat(Detect.promises(PARTIAL, List.of(trial(59, 300, 9, 0, "rolled-back"))))
                .isEmpty();
    }

    @Test
    void forLatencyOnlyTheRollbackItselfIsPromised() {
        var plan = new DetectPlan("0%", "10%:800ms", "5%", 100, 0, 2, 1, Duration.ofMinutes(3));

        assertThat(Detect.promises(plan, List.of(trial(70, 300, 0, 0, "rolled-back")))).isEmpty();
        assertThat(Detect.promises(plan, List.of(trial(70, 300, 0, 0, "completed")))).hasSize(1);
    }

    @Test
    void everyBrokenPromiseIsNamed() {
        var broken = Detect.promises(TOTAL, List.of(trial(2.5, 11, 1, 1, "completed")));

        assertThat(broken).hasSize(5);
        assertThat(Detect.promises(PARTIAL, List.of(trial(61, 300, 0, 0, "rolled-back"))))
                .hasSize(1);
    }

    @Test
    void wrongOptionsAreToldWithoutStartingAnything() {
        var err = new StringWriter();
        var command = Main.commandLine().setErr(new PrintWriter(err));

        int exit = command.execute("detect", "--weight", "many");

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("many (expected: a percentage");
    }
}
