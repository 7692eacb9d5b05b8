package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.InstanceLog;
import penstock.capabilities.services.LogSpec;
import penstock.model.Size;

final class LogFileTest {
    private static final LogSpec SMALL = new LogSpec(Size.parse("64Ki"), 1_000);

    @TempDir Path directory;
    private LogFile log;

    @BeforeEach
    void open() throws IOException {
        log = new LogFile(directory.resolve("a"));
        log.open();
    }

    @Test
    void answersTheLastLinesAcrossFiles() throws IOException {
        append(lines(0, 5_000));
        log.rotate(SMALL);
        append("one\ntwo\nthree, unfinished");

        assertThat(log.tail(3)).containsExactly("one", "two", "three, unfinished");
        assertThat(log.tail(4)).startsWith("line 4999");
        assertThat(log.tail(100_000)).hasSize(5_003).startsWith("line 0");
    }

    @Test
    void answersNothingForALogThatIsEmptyOrWasNeverMade() {
        assertThat(log.tail(10)).isEmpty();
        assertThat(new LogFile(directory.resolve("none")).tail(10)).isEmpty();
    }

    @Test
    void keepsOnlySoManyFiles() throws IOException {
        var spec = new LogSpec(Size.parse("64Ki"), 3);

        for (int i = 0; i < 10; i++) {
            append(lines(i * 10_000, (i + 1) * 10_000));
            log.rotate(spec);
        }

        try (var files = Files.list(log.directory())) {
            assertThat(files).hasSize(3);
        }
        assertThat(log.tail(1)).containsExactly("line 99999");
    }

    /// On a file system without the cutting of ranges, a few lines may go missing; not here, and nothing twice.
    @Test
    void losesAndRepeatsNothingOfAProgramThatWritesWhileFilesRotate() throws Exception {
        var script = "i=0; while [ $i -lt 60000 ]; do echo \"line $i\"; i=$((i+1)); done; echo end";
        var process =
                new Launcher(List.of())
                        .launch(
                                List.of("/bin/sh", "-c", script),
                                directory,
                                Map.of(),
                                Optional.empty(),
                                log.current());
        var followed = new StringBuilder();
        int rotations = 0;

        for (long at = 0; !followed.toString().endsWith("end\n"); ) {
            var chunk = log.read(at, 10_000, Duration.ofSeconds(30));
            followed.append(chunk.text());
            at = chunk.next();
            long before = Files.size(log.current());
            log.rotate(SMALL);
            rotations += Files.size(log.current()) < before ? 1 : 0;
        }

        assertThat(process.waitFor()).isZero();
        assertThat(rotations).isPositive();
        assertThat(followed.toString()).isEqualTo(lines(0, 60_000) + "end\n");
        assertThat(log.tail(100_000)).hasSize(60_001);
    }

    @Test
    void waitsForMoreAndKeepsCharactersWhole() throws Exception {
        var euro = "\u20ac".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        append("a");
        Files.write(log.current(), new byte[] {euro[0], euro[1]}, StandardOpenOption.APPEND);
        var first = log.read(0, 100, Duration.ZERO);
        var read = new ArrayList<InstanceLog.Chunk>();
        var reader =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        read.add(
                                                log.read(
                                                        first.next(), 100, Duration.ofSeconds(30)));
                                    } catch (InterruptedException _) {
                                        Thread.currentThread().interrupt();
                                    }
                                });

        Files.write(log.current(), new byte[] {euro[2]}, StandardOpenOption.APPEND);
        reader.join();

        assertThat(first.text()).isEqualTo("a");
        assertThat(read).extracting(InstanceLog.Chunk::text).containsExactly("\u20ac");
    }

    @Test
    void followsFromTheOldestByteThatIsLeft() throws Exception {
        var spec = new LogSpec(Size.parse("64Ki"), 2);
        for (int i = 0; i < 4; i++) {
            append(lines(i * 10_000, (i + 1) * 10_000));
            log.rotate(spec);
        }

        var chunk = log.read(0, 100, Duration.ZERO);

        assertThat(chunk.from()).isPositive();
        assertThat(chunk.isEmpty()).isFalse();
    }

    @Test
    void finishesARotationThatACrashInterrupted() throws IOException {
        append(lines(0, 1_000));
        var copied = Files.readAllBytes(log.current());
        Files.write(
                log.directory().resolve("0000000000000000000.log"),
                java.util.Arrays.copyOf(copied, 8_192));

        log.open();

        assertThat(log.tail(10_000)).hasSize(1_000);
    }

    private void append(String text) throws IOException {
        Files.writeString(
                log.current(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "line " + i + "\n")
                .collect(Collectors.joining());
    }
}
