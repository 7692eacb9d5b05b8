package penstock.vectoriser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// What one process truly knows of itself. Figures that the system does not offer are left out rather
/// than guessed.
final class ProcessFigures {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private ProcessFigures() {}

    static void watch(Metrics metrics, Instant started) {
        metrics.gauge(
                "process_start_time_seconds",
                "Start of the process in seconds since 1970.",
                () -> started.toEpochMilli() / 1e3);
        metrics.counted(
                "process_cpu_seconds_total",
                "Processor time used.",
                () ->
                        ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .map(time -> time.toNanos() / 1e9)
                                .orElse(Double.NaN));
        metrics.gauge(
                "process_resident_memory_bytes",
                "Memory resident.",
                () -> kibibytes("VmRSS:") * 1024);
        metrics.gauge(
                "process_virtual_memory_bytes",
                "Memory mapped.",
                () -> kibibytes("VmSize:") * 1024);
        metrics.gauge("process_open_fds", "Open file descriptors.", ProcessFigures::descriptors);
        metrics.gauge(
                "jvm_memory_used_bytes",
                "Heap in use.",
                "area=\"heap\"",
                () -> {
                    var runtime = Runtime.getRuntime();
                    return (double) (runtime.totalMemory() - runtime.freeMemory());
                });
        metrics.gauge(
                "jvm_memory_max_bytes",
                "Heap allowed.",
                "area=\"heap\"",
                () -> (double) Runtime.getRuntime().maxMemory());
    }

    private static double kibibytes(String field) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(field)) {
                    return Double.parseDouble(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            return Double.NaN;
        }
        return Double.NaN;
    }

    private static double descriptors() {
        String[] names = DESCRIPTORS.toFile().list();
        return names == null ? Double.NaN : names.length;
    }
}
