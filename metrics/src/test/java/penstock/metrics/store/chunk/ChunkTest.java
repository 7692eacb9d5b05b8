package penstock.metrics.store.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import penstock.metrics.Fuzz;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.Span;
import penstock.metrics.series.Samples;
import penstock.metrics.store.RandomSamples;
import penstock.metrics.store.bytes.Bits;
import penstock.metrics.store.bytes.DamageException;

final class ChunkTest {
    private static List<byte[]> chunks(Samples samples) {
        var chunks = new ArrayList<byte[]>();
        new ChunkBuilder(
                        (bytes, place, _, _) ->
                                chunks.add(
                                        Arrays.copyOfRange(
                                                bytes,
                                                place.start(),
                                                place.start() + place.length())))
                .addAll(samples);
        return chunks;
    }

    private static Samples read(List<byte[]> chunks, long from, long to) {
        var samples = new Samples();
        var reader = new ChunkReader();
        for (var chunk : chunks) {
            var bytes = Arrays.copyOf(chunk, chunk.length + Bits.SLACK);
            Arrays.fill(bytes, chunk.length, bytes.length, (byte) 0xa5);
            reader.read(bytes, new ChunkReader.Place(0, chunk.length), from, to, samples);
        }
        return samples;
    }

    @Test
    void samplesOfEveryKindComeBackBitForBit() {
        Fuzz.run(
                random -> {
                    var samples = RandomSamples.any(random, 1 + random.nextInt(400));

                    var back = read(chunks(samples), Long.MIN_VALUE, Long.MAX_VALUE);

                    RandomSamples.assertSame(back, samples);
                });
    }

    @Test
    void onlyTheSamplesOfTheRangeAreRead() {
        Fuzz.run(
                random -> {
                    var samples = RandomSamples.any(random, 200);
                    long from = samples.time(random.nextInt(200));
                    long to = samples.time(random.nextInt(200));

                    var back = read(chunks(samples), from, to);

                    var expected = RandomSamples.texts(samples);
                    for (int i = samples.size() - 1; i >= 0; i--) {
                        if (samples.time(i) < from || samples.time(i) > to) {
                            expected.remove(i);
                        }
                    }
                    assertThat(RandomSamples.texts(back)).isEqualTo(expected);
                });
    }

    @Test
    void damagedBytesAreRefusedOrReadAsSomethingElseButNeverHarm() {
        Fuzz.run(
                random -> {
                    var chunk = chunks(RandomSamples.any(random, 100)).getFirst();
                    for (int i = 0; i < 1 + random.nextInt(4); i++) {
                        chunk[random.nextInt(chunk.length)] ^= (byte) (1 << random.nextInt(8));
                    }

                    try {
                        assertThat(read(List.of(chunk), Long.MIN_VALUE, Long.MAX_VALUE).size())
                                .isLessThanOrEqualTo(0xffff);
                    } catch (DamageException e) {
                        assertThat(e).hasMessageMatching(".+");
                    }
                });
    }

    @Test
    void aCounterThatGoesOnIsKnownToAResetBeginsAnewAndGaugesStayGauges() {
        var samples = new Samples();
        samples.add(1, counted(5, CounterReset.UNKNOWN));
        samples.add(2, counted(6, CounterReset.UNKNOWN));
        samples.add(3, counted(2, CounterReset.NOT_RESET));
        samples.add(4, counted(7, CounterReset.UNKNOWN));
        samples.add(5, counted(8, CounterReset.RESET));
        samples.add(6, counted(1, CounterReset.GAUGE));
        samples.add(7, counted(0, CounterReset.GAUGE));

        var back = read(chunks(samples), 0, 10);

        var resets = new ArrayList<CounterReset>();
        for (int i = 0; i < back.size(); i++) {
            resets.add(Objects.requireNonNull(back.histogram(i)).counterReset());
        }
        assertThat(resets)
                .containsExactly(
                        CounterReset.UNKNOWN,
                        CounterReset.NOT_RESET,
                        CounterReset.UNKNOWN,
                        CounterReset.NOT_RESET,
                        CounterReset.UNKNOWN,
                        CounterReset.GAUGE,
                        CounterReset.GAUGE);
    }

    private static FloatHistogram counted(double count, CounterReset reset) {
        var buckets = new Buckets(List.of(new Span(0, 1)), new double[] {count});
        return new FloatHistogram(
                0, 0.001, 0, count, count, buckets, Buckets.NONE, Bounds.NONE, reset);
    }

    @Test
    void aKindThatDoesNotExistIsRefused() {
        var chunk = new byte[] {7, 0, 1};

        assertThatThrownBy(() -> read(List.of(chunk), 0, 1))
                .isInstanceOf(DamageException.class)
                .hasMessageContaining("kind of chunk: 7");
    }

    @Test
    void countersAndReadingsWithFewDigitsTakeLittleRoom() {
        var random = new Random(7);
        double counter = 1e6;
        double seconds = 3_600;
        var counters = new Samples();
        var idle = new Samples();
        var readings = new Samples();
        for (int i = 0; i < 1_200; i++) {
            long time = 1_700_000_000_000L + 15_000L * i + (i % 10 == 0 ? random.nextInt(5) : 0);
            counter += 100 + random.nextInt(20);
            seconds += random.nextInt(30) / 100.0;
            counters.add(time, counter);
            idle.add(time, 5);
            readings.add(time, Math.rint(seconds * 100) / 100);
        }

        assertThat(bytesPerSample(idle)).isLessThan(0.9);
        assertThat(bytesPerSample(counters)).isLessThan(1.8);
        assertThat(bytesPerSample(readings)).isLessThan(2.0);
    }

    private static double bytesPerSample(Samples samples) {
        return chunks(samples).stream().mapToInt(chunk -> chunk.length).sum()
                / (double) samples.size();
    }
}
