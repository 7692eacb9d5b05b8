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

/// What the judge was told during one rollout, appended before the gateway's report is acknowledged. A line that a
/// crash cut off is dropped when the log is opened again; the gateway then sends that report once more.
final class EvidenceLog implements AutoCloseable {
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
            var text = Files.readString(path);
            int end = text.lastIndexOf('\n') + 1;
            var lines = new ArrayList<EvidenceLine>();
            text.substring(0, end).lines().forEach(line -> lines.add(EvidenceLine.parse(line)));
            long whole = text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
            return new EvidenceLog(path, file, List.copyOf(lines), whole);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " (expected: a writable evidence log)", e);
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
