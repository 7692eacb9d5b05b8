package penstock.capabilities.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the judge was told during one rollout, appended before the gateway's report is acknowledged. A line that a
/// crash cut off is dropped when the log is opened again; the gateway then sends that report once more. A line that is none ends
/// what is read of it: the rollout goes on with the evidence before it, or with none, and can be aborted whatever is in the file.
final class EvidenceLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EvidenceLog.class);

    private final SeekableByteChannel file;
    private final Path path;
    private final List<EvidenceLine> found;

    /// Where the last whole line ends; what lies behind it was cut off by a failure.
    private long whole;

    /// How the file of a log is opened.
    interface Opening {
        Opening OF_DISK =
                path ->
                        Files.newByteChannel(
                                path,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);

        /// For reading and writing; created when there is none.
        SeekableByteChannel open(Path path) throws IOException;
    }

    private EvidenceLog(Path path, SeekableByteChannel file, List<EvidenceLine> found, long whole) {
        this.path = path;
        this.file = file;
        this.found = found;
        this.whole = whole;
    }

    static EvidenceLog open(Path path, Opening opening) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            var file = opening.open(path);
            var bytes = Files.readAllBytes(path);
            var lines = new ArrayList<EvidenceLine>();
            long whole = readWhole(bytes, lines);
            if (lastLine(bytes) > whole) {
                setAside(path, bytes, lines.size());
            }
            return new EvidenceLog(path, file, List.copyOf(lines), whole);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " (expected: a writable evidence log)", e);
        }
    }

    /// Reads the lines before the first that is none; answers where they end. Damage says nothing about which version is
    /// worse, so what is left is still fair evidence, only less.
    private static long readWhole(byte[] bytes, List<EvidenceLine> lines) {
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                try {
                    var line = new String(bytes, from, at - from, StandardCharsets.UTF_8);
                    lines.add(EvidenceLine.parse(line));
                    from = at + 1;
                } catch (IllegalArgumentException _) {
                    return from;
                }
            }
        }
        return from;
    }

    /// Where the last line ends that was written to its end, readable or not.
    private static long lastLine(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /// Keeps a damaged log for whoever wants to know, and says so; without room for it, says so.
    private static void setAside(Path path, byte[] bytes, int readable) {
        var aside = path.resolveSibling(path.getFileName() + ".damaged");
        var event = LOG.atError().addKeyValue("file", path).addKeyValue("readable", readable);
        try {
            Files.write(aside, bytes);
            event.addKeyValue("kept", aside).log("evidence is damaged, judged by what is readable");
        } catch (IOException e) {
            event.setCause(e).log("evidence is damaged, judged by what is readable");
        }
    }

    /// What was there when it was opened.
    List<EvidenceLine> found() {
        return found;
    }

    /// Takes the line as a whole or, with an exception, not at all.
    void append(EvidenceLine line) {
        var bytes = ByteBuffer.wrap((line.text() + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            cutBack();
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            whole += bytes.limit();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " does not take a line", e);
        }
    }

    private void cutBack() throws IOException {
        file.truncate(whole);
        file.position(whole);
    }

    @Override
    public void close() {
        try {
            cutBack();
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " does not close", e);
        }
    }
}
