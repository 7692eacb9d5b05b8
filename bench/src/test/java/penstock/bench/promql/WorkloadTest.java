package penstock.bench.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import penstock.metrics.exposition.Limits;
import penstock.metrics.exposition.RemoteWrite;

final class WorkloadTest {
    @Test
    void thereAreAsManyDifferentSeriesAsItSays() {
        var workload = new Workload(1);

        var labels = new HashSet<String>();
        workload.service().forEach(series -> labels.add(series.labels().toString()));
        assertThat(labels).hasSize(1_000);
        workload.fleet().forEach(series -> labels.add(series.labels().toString()));
        assertThat(labels).hasSize(21_000);
    }

    @Test
    void noSampleIsAtAWholeSecond() {
        var workload = new Workload(1);

        assertThat(workload.service()).allMatch(series -> series.offset() % 1_000 != 0);
        assertThat(workload.fleet()).allMatch(series -> series.offset() % 1_000 != 0);
    }

    @Test
    void aRequestOfRemoteWriteHasWhatWasPutIn() {
        var series = new Workload(1).service().getFirst();
        var body = new WriteBody();
        body.add(series.labels(), 1_767_436_620_100L, 1.5);

        byte[] bytes = body.take();

        var read = new ArrayList<String>();
        RemoteWrite.read(
                RemoteWrite.Version.ONE,
                bytes,
                bytes.length,
                Limits.NONE,
                sample -> read.add(sample.labels() + " " + sample.time() + " " + sample.value()));
        assertThat(read).containsExactly(series.labels() + " 1767436620100 1.5");
        assertThat(body.samples()).isZero();
    }
}
