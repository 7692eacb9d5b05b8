package penstock.capabilities.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;

/// How the server's process and its machine are doing. What needs `/proc` is left out where there is none.
final class Machine {
    private static final Labels SERVER = Labels.of("job", "penstock");

    private final Path proc;
    private final Path data;

    /// Ticks of all processors since the last look: those at work, and all.
    private @Nullable Ticks before;

    private record Ticks(long busy, long all) {}

    /// @param proc where the kernel tells about processes, `/proc`
    /// @param data a folder on the file system that is told about
    Machine(Path proc, Path data) {
        this.proc = proc;
        this.data = data;
    }

    void tell(Figures figures) {
        var self = ProcessHandle.current().info();
        self.totalCpuDuration()
                .ifPresent(used -> figures.counter(named(Meaning.CPU), used.toMillis() / 1000.0));
        self.startInstant()
                .ifPresent(at -> figures.gauge(named(Meaning.STARTED), at.toEpochMilli() / 1000.0));
        var runtime = Runtime.getRuntime();
        figures.gauge(
                named(Meaning.HEAP).with("area", "heap"),
                (runtime.totalMemory() - runtime.freeMemory()));
        bytes(proc.resolve("self/status"), "VmRSS")
                .ifPresent(bytes -> figures.gauge(named(Meaning.RESIDENT), bytes));
        descriptors().ifPresent(count -> figures.gauge(named(Meaning.DESCRIPTORS), count));
        memory(figures);
        processors(figures);
        disk(figures);
    }

    private static Labels named(String metric) {
        return SERVER.with(Labels.NAME, metric);
    }

    private OptionalLong descriptors() {
        try (var open = Files.list(proc.resolve("self/fd"))) {
            return OptionalLong.of(open.count());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private void memory(Figures figures) {
        var total = bytes(proc.resolve("meminfo"), "MemTotal");
        var available = bytes(proc.resolve("meminfo"), "MemAvailable");
        if (total.isPresent() && available.isPresent()) {
            figures.gauge(named(Meaning.SYSTEM_MEMORY_TOTAL), total.getAsLong());
            figures.gauge(
                    named(Meaning.SYSTEM_MEMORY), (total.getAsLong() - available.getAsLong()));
        }
    }

    /// A line such as `VmRSS:  1234 kB`.
    private static OptionalLong bytes(Path file, String name) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .filter(digits -> !digits.isEmpty())
                    .mapToLong(digits -> Long.parseLong(digits) * 1024)
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /// The share since the last look; nothing at the first.
    private void processors(Figures figures) {
        var now = ticks();
        var last = before;
        before = now;
        if (now != null && last != null && now.all() > last.all()) {
            double share = (now.busy() - last.busy()) / (double) (now.all() - last.all());
            figures.gauge(named(Meaning.SYSTEM_CPU), 100 * share);
        }
    }

    /// `cpu user nice system idle iowait irq softirq steal …`
    private @Nullable Ticks ticks() {
        try (var lines = Files.lines(proc.resolve("stat"))) {
            var parts = lines.findFirst().orElse("").trim().split(" +", -1);
            if (parts.length < 9 || !parts[0].equals("cpu")) {
                return null;
            }
            long all = 0;
            for (int i = 1; i <= 8; i++) {
                all += Long.parseLong(parts[i]);
            }
            return new Ticks(all - Long.parseLong(parts[4]) - Long.parseLong(parts[5]), all);
        } catch (IOException | java.io.UncheckedIOException e) {
            return null;
        }
    }

    private void disk(Figures figures) {
        try {
            var store = Files.getFileStore(data);
            double total = (double) store.getTotalSpace();
            if (total > 0) {
                double used = total - store.getUsableSpace();
                figures.gauge(
                        named(Meaning.SYSTEM_DISK).with("mount_point", mountPoint()),
                        100 * used / total);
            }
        } catch (IOException e) {
            // A file system that cannot be asked now is asked again next time.
        }
    }

    /// The longest folder of the kernel's list that the data is below.
    private String mountPoint() {
        var found = Path.of("/");
        try (var lines = Files.lines(proc.resolve("self/mounts"))) {
            for (var line : (Iterable<String>) lines::iterator) {
                var parts = line.split(" ", -1);
                var point = parts.length > 1 ? Path.of(parts[1].replace("\\040", " ")) : found;
                if (data.startsWith(point) && point.getNameCount() > found.getNameCount()) {
                    found = point;
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            return found.toString();
        }
        return found.toString();
    }
}
