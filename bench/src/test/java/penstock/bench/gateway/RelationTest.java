package penstock.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.cli.load.Histogram;

class RelationTest {
    @Test
    void oursIsComparedWithTheBetterOfTheSameRound() {
        var own = List.of(point(120, 2, 3), point(90, 4, 1), point(100, 1, 2));
        var nginx = List.of(point(100, 4, 9), point(100, 2, 9), point(50, 4, 9));
        var haproxy = List.of(point(80, 2, 1), point(120, 4, 1), point(40, 2, 1));

        var relation = Relation.of(Workload.SMALL, own, nginx, haproxy);

        assertThat(relation.most()).contains(new Rows.Spread(1.2, 0.75, 2));
        assertThat(relation.cost()).contains(new Rows.Spread(1, 0.5, 2));
        assertThat(relation.p99().orElseThrow().most()).isBetween(1.9, 2.1);
    }

    @Test
    void withoutPeersThereIsNoRelation() {
        var relation = Relation.of(Workload.SMALL, List.of(point(1, 1, 1)), List.of(), List.of());

        assertThat(relation.most()).isEmpty();
        assertThat(relation.p99()).isEmpty();
    }

    private static Point point(double most, double cost, long millis) {
        var latency = new Histogram();
        latency.record(millis * 1_000_000);
        return new Point(most, new Cost(cost, 1, 1), 0.05, 10, 10, new Cost(cost, 1, 1), latency);
    }
}
