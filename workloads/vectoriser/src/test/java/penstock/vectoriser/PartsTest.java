package penstock.vectoriser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import penstock.vectoriser.trace.Conversion;
import penstock.vectoriser.trace.ConversionOptions;
import penstock.vectoriser.trace.Vectoriser;

final class PartsTest {
    private static Conversion conversion() throws Exception {
        byte[] picture = Samples.all().values().iterator().next();
        return Vectoriser.convert(picture, ConversionOptions.DEFAULT);
    }

    @Test
    void forgetsACachedResultWhenItsTimeIsOver() throws Exception {
        var now = new AtomicReference<>(Instant.EPOCH);
        InstantSource clock = now::get;
        var cache = new ResultCache(Duration.ofSeconds(10), clock);
        cache.keep("logo", conversion());

        now.set(Instant.EPOCH.plusMillis(9_999));
        boolean before = cache.find("logo").isPresent();
        now.set(Instant.EPOCH.plusSeconds(10));
        boolean after = cache.find("logo").isPresent();

        assertThat(before).isTrue();
        assertThat(after).isFalse();
        assertThat(cache.size()).isZero();
    }

    @Test
    void neverKeepsMoreResultsThanTheBound() throws Exception {
        var cache = new ResultCache(Duration.ofHours(1), InstantSource.system());
        Conversion conversion = conversion();

        for (int i = 0; i < 2_000; i++) {
            cache.keep("logo" + i, conversion);
        }

        assertThat(cache.size()).isLessThanOrEqualTo(512);
        assertThat(cache.find("logo1999")).isPresent();
        assertThat(cache.find("logo0")).isEmpty();
    }

    @Test
    void refusesWorkWhenTheQueueIsFull() throws Exception {
        var release = new CountDownLatch(1);
        var running = new CountDownLatch(1);
        try (var workers = new Workers(1, 1)) {
            var first =
                    new FutureTask<>(
                            () ->
                                    workers.run(
                                            () -> {
                                                running.countDown();
                                                release.await();
                                                return "first";
                                            }));
            Thread.startVirtualThread(first);
            running.await();
            var second = new FutureTask<>(() -> workers.run(() -> "second"));
            Thread.startVirtualThread(second);
            while (workers.waiting() == 0) {
                Thread.onSpinWait();
            }

            assertThatThrownBy(() -> workers.run(() -> "third"))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> {
                                assertThat(problem.status()).isEqualTo(503);
                                assertThat(problem.code()).isEqualTo("queue-full");
                                assertThat(problem.retryAfterSeconds()).isPositive();
                            });

            release.countDown();
            assertThat(first.get()).isEqualTo("first");
            assertThat(second.get()).isEqualTo("second");
        }
    }

    @Test
    void writesCumulativeBucketsAndEscapedLabels() {
        var metrics = new Metrics();
        var histogram = metrics.histogram("d_seconds", "Durations.", new double[] {0.5, 1}, "who");
        histogram.observe(0.5, "a\"b");
        histogram.observe(0.7, "a\"b");
        histogram.observe(7, "a\"b");

        String text = metrics.text();

        assertThat(text)
                .isEqualTo(
                        """
                        # HELP d_seconds Durations.
                        # TYPE d_seconds histogram
                        d_seconds_bucket{who="a\\"b",le="0.5"} 1
                        d_seconds_bucket{who="a\\"b",le="1"} 2
                        d_seconds_bucket{who="a\\"b",le="+Inf"} 3
                        d_seconds_sum{who="a\\"b"} 8.2
                        d_seconds_count{who="a\\"b"} 3
                        """);
    }

    @Test
    void checkedInSamplesAreTheDrawnOnes() throws IOException {
        Path folder = Path.of("samples");
        long bytes = 0;

        for (var sample : Samples.all().entrySet()) {
            byte[] stored = Files.readAllBytes(folder.resolve(sample.getKey()));
            bytes += stored.length;
            assertThat(pixels(stored)).as(sample.getKey()).isEqualTo(pixels(sample.getValue()));
        }

        assertThat(bytes).isLessThan(300_000);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(Samples.COUNT);
        }
    }

    private static int[] pixels(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int width = image.getWidth();
        return image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    }
}
