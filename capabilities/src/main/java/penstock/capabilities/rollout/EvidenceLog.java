package penstock.capabilities.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// What the judge was told during one rollout, appended before the gateway's report is acknowledged. A line that a
/// crash cut off is dropped when the log is opened again; the gateway then sends that report once more.
final class EvidenceLog implements AutoCloseable {
    private final FileChannel file;
    private final List<EvidenceLine> found;

    private EvidenceLog(FileChannel file, List<EvidenceLine> found) {
        this.file = file;
        this.found = found;
    }

    static EvidenceLog open(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            var file =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            var text = Files.readString(path);
            int whole = text.lastIndexOf('\n') + 1;
            file.truncate(text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
            file.position(file.size());
            var lines = new ArrayList<EvidenceLine>();
            text.substring(0, whole).lines().forEach(line -> lines.add(EvidenceLine.parse(line)));
            return new EvidenceLog(file, List.copyOf(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " (expected: a writable evidence log)", e);
        }
    }

    /// What was there when it was opened.
    List<EvidenceLine> found() {
        return found;
    }

    void append(EvidenceLine line) {
        try {
            var bytes = ByteBuffer.wrap((line.text() + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the evidence log does not take a line", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the evidence log does not close", e);
        }
    }
}
