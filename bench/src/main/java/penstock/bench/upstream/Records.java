package penstock.bench.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The requests that one process has received, one line each (`ID METHOD VERSION INSTANCE PID`), in a file of its own. A
/// line is one write, made before the request is answered, so a killed process loses none that it has answered.
public final class Records {
    private static final String SUFFIX = ".records";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /// What one process wrote.
    ///
    /// @param pid of the process: an instance that was restarted has another
    /// @param ids of all its requests, ascending
    /// @param unsafe those of them that change something, ascending
    public record Log(
            String version, long pid, Instant lastWritten, List<Long> ids, List<Long> unsafe) {}

    private final Optional<FileChannel> file;
    private final String version;
    private final String tail;

    /// @param environment with `UPSTREAM_RECORDS`, the folder (without it nothing is written), and what Penstock tells
    ///     its instances
    static Records open(Map<String, String> environment) throws IOException {
        var folder = environment.getOrDefault("UPSTREAM_RECORDS", "");
        var instance = environment.getOrDefault("PENSTOCK_INSTANCE", "none");
        var version = environment.getOrDefault("PENSTOCK_VERSION", "none");
        long pid = ProcessHandle.current().pid();
        var tail = version + " " + instance + " " + pid + "\n";
        if (folder.isEmpty()) {
            return new Records(Optional.empty(), version, tail);
        }
        var file =
                FileChannel.open(
                        Path.of(folder).resolve(instance + "-" + pid + SUFFIX),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
        return new Records(Optional.of(file), version, tail);
    }

    private Records(Optional<FileChannel> file, String version, String tail) {
        this.file = file;
        this.version = version;
        this.tail = tail;
    }

    String version() {
        return version;
    }

    /// Who writes here: `version instance pid`.
    String who() {
        return tail.strip();
    }

    /// @param id a number; a request without one is none of the load's, and not written down
    void add(String id, String method) throws IOException {
        if (file.isPresent() && NUMBER.matcher(id).matches()) {
            var line = id + " " + method + " " + tail;
            file.get().write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    /// Everything that all processes have written into a folder. Half a line at the end of a file is a write that was
    /// cut short, and its request was not answered.
    public static List<Log> read(Path folder) throws IOException {
        var all = new ArrayList<Log>();
        try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (var file : files) {
                var text = Files.readString(file, StandardCharsets.US_ASCII);
                var lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1);
                if (lines.length > 1) {
                    all.add(log(lines, Files.getLastModifiedTime(file).toInstant()));
                }
            }
        }
        return all;
    }

    private static Log log(String[] lines, Instant lastWritten) {
        var first = lines[0].split(" ", -1);
        return new Log(
                first[2],
                Long.parseLong(first[4]),
                lastWritten,
                ids(lines, _ -> true),
                ids(lines, line -> !line.contains(" GET ")));
    }

    private static List<Long> ids(String[] lines, Predicate<String> wanted) {
        return Arrays.stream(lines)
                .filter(line -> !line.isEmpty())
                .filter(wanted)
                .map(line -> Long.valueOf(line.substring(0, line.indexOf(' '))))
                .sorted()
                .toList();
    }
}
