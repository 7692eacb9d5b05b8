package penstock.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way of lines into files.
class AccessLogFileTest {

    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-26T10:00:00Z"));

    @TempDir private Path folder;

    private static byte[] line(int number) {
        return ("{\"n\":" + number + ",\"fill\":\"" + "x".repeat(80) + "\"}\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void put(LineRing ring, int number) {
        byte[] line = line(number);
        until(() -> ring.offer(line, line.length));
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            Thread.onSpinWait();
        }
    }

    private static List<String> read(Path... files) throws IOException {
        var lines = new ArrayList<String>();
        for (Path file : files) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    @Test
    void everyLineIsThereOnceInTheOrderOfItsThreadAndOnlyTheOwnerMayRead() throws Exception {
        Path file = folder.resolve("new").resolve("access.log");
        try (var log = AccessLog.open(file, 1 << 30, 1, CLOCK)) {
            var first = log.newRing();
            var second = log.newRing();
            var other =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 20_000; i < 30_000; i++) {
                                            put(second, i);
                                        }
                                    });
            for (int i = 0; i < 10_000; i++) {
                put(first, i);
            }
            other.join();
        }

        var lines = read(file);
        var numbers =
                lines.stream()
                        .filter(line -> line.contains("\"n\""))
                        .map(Object::toString)
                        .toList();
        assertThat(numbers).hasSize(20_000);
        assertThat(numbers.stream().filter(line -> line.startsWith("{\"n\":2")).count())
                .isGreaterThanOrEqualTo(10_000);
        var expected = Stream.iterate(0, n -> n < 10_000, n -> n + 1).map(AccessLogFileTest::text);
        assertThat(numbers.stream().filter(line -> number(line) < 10_000))
                .containsExactlyElementsOf(expected.toList());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private static String text(int number) {
        return new String(line(number), StandardCharsets.US_ASCII).strip();
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring("{\"n\":".length(), line.indexOf(',')));
    }

    @Test
    void fullFilesMakeRoomForOthersAndTheOldestGo() throws Exception {
        Path file = folder.resolve("access.log");
        try (var log = AccessLog.open(file, 64 << 10, 3, CLOCK)) {
            var ring = log.newRing();
            for (int i = 0; i < 20_000; i++) {
                put(ring, i);
            }
        }

        try (var files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("access.log", "access.log.1", "access.log.2");
        }
        var kept =
                read(folder.resolve("access.log.2"), folder.resolve("access.log.1"), file).stream()
                        .filter(line -> line.startsWith("{\"n\""))
                        .toList();
        assertThat(kept.getLast()).isEqualTo(text(19_999));
        int oldest = number(kept.getFirst());
        assertThat(kept).hasSize(20_000 - oldest);
    }

    @Test
    void aFileThatWasMovedAwayIsBegunAnew() throws Exception {
        Path file = folder.resolve("access.log");
        try (var log = AccessLog.open(file, 1 << 30, 1, CLOCK)) {
            var ring = log.newRing();
            put(ring, 1);
            until(() -> Files.exists(file) && file.toFile().length() > 0);
            Files.move(file, folder.resolve("moved"));
            int[] next = {2};
            until(
                    () -> {
                        put(ring, next[0]++);
                        return Files.exists(file) && file.toFile().length() > 0;
                    });
        }

        assertThat(read(folder.resolve("moved")).getFirst()).isEqualTo(text(1));
        assertThat(read(file)).isNotEmpty().allMatch(line -> line.endsWith("}"));
    }

    @Test
    void whatCannotBeWrittenIsDroppedAndCountedAndTheLogGoesOn() throws Exception {
        Path file = folder.resolve("access.log");
        Files.createDirectory(file);
        int offered = 20_000;
        int taken = 0;
        try (var log = AccessLog.open(file, 1 << 30, 1, CLOCK)) {
            var ring = log.newRing();
            for (int i = 0; i < offered; i++) {
                byte[] line = line(i);
                taken += ring.offer(line, line.length) ? 1 : 0;
            }
            Files.delete(file);
            until(() -> Files.isRegularFile(file));
            until(() -> ring.isEmpty() && contains(file, "dropped"));
        }

        assertThat(taken).isLessThan(offered);
        var lines = read(file);
        assertThat(lines.stream().filter(line -> line.startsWith("{\"n\""))).hasSize(taken);
        assertThat(lines)
                .contains(
                        "{\"time\":\"2026-11-26T10:00:00Z\",\"dropped\":"
                                + (offered - taken)
                                + "}");
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
