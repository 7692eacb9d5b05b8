package penstock.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import penstock.cli.load.Histogram;

class ComparisonTest {
    private final Rows rows = new Rows();

    @Test
    void thoseWithEveryFeatureAreComparedWithEachOther() {
        rows.add(Workload.SMALL, "penstock-every", point(150));
        rows.add(Workload.SMALL, "nginx-every", point(100));
        rows.add(Workload.SMALL, "haproxy-every", point(75));
        rows.add(Workload.SMALL, "penstock", point(300));

        var lines = rows.lines();

        assertThat(lines)
                .contains(
                        "penstock-every in relation to the better of nginx-every and haproxy-every, median (least…most)")
                .noneMatch(line -> line.startsWith("penstock in relation"))
                .noneMatch(line -> line.contains("better of nginx and"));
        assertThat(lines.getLast()).contains("req/s 1.50 (1.50…1.50)");
        assertThat(rows.relations().toString())
                .contains("penstock-every")
                .doesNotContain("haproxy,");
    }

    private static Point point(double most) {
        var latency = new Histogram();
        latency.record(1_000_000);
        return new Point(most, new Cost(1, 1, 1), 0.05, 10, 10, new Cost(1, 1, 1), latency);
    }
}
