package penstock.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankedHeapTest {
    @Test
    void keepsTheGreatestOrTheLeast() {
        var random = new Random(4);
        for (int round = 0; round < 200; round++) {
            double[] values = random.doubles(1 + random.nextInt(200)).toArray();
            int limit = 1 + random.nextInt(values.length);
            var heap = new RankedHeap(round % 2 == 0, values.length);
            heap.clear(limit);
            for (int i = 0; i < values.length; i++) {
                heap.offer(i, values[i]);
            }

            double[] ranked = Arrays.stream(heap.ranked()).mapToDouble(i -> values[i]).toArray();

            double[] sorted = values.clone();
            Arrays.sort(sorted);
            double[] expected = new double[limit];
            for (int i = 0; i < limit; i++) {
                expected[i] = round % 2 == 0 ? sorted[sorted.length - 1 - i] : sorted[i];
            }
            assertThat(ranked).isEqualTo(expected);
        }
    }

    @Test
    void nanComesLast() {
        var heap = new RankedHeap(false, 3);
        heap.clear(2);
        heap.offer(0, Double.NaN);
        heap.offer(1, 5);
        heap.offer(2, 7);

        assertThat(heap.ranked()).containsExactly(1, 2);
    }
}
