package penstock.capabilities.rollout;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/// Reads the lines of a rollout's evidence one after the other, so that a log of any length needs little memory. Reading ends at the
/// first line that is none: damage says nothing about which version is worse, so what is before it is still fair evidence, only less.
final class EvidenceReader {
    /// Longer than any line that is written; what is longer is damage.
    private static final int LONGEST_LINE = 1 << 20;

    private static final int PORTION = 1 << 16;

    private final Consumer<EvidenceLine> lines;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(512);
    private long count;
    private long bytes;

    private EvidenceReader(Consumer<EvidenceLine> lines) {
        this.lines = lines;
    }

    /// How far the reading went.
    ///
    /// @param lines how many lines were read
    /// @param bytes where the last of them ends
    /// @param damage what is behind it if not the end: the line's number and what is wrong with it. A last line without an end is no
    ///     damage but was cut off while it was written
    record Extent(long lines, long bytes, Optional<String> damage) {}

    /// Where the text comes from.
    interface Source {
        InputStream open() throws IOException;
    }

    /// @throws IOException when the stream fails otherwise than by being no compressed text
    static Extent read(Source source, Consumer<EvidenceLine> lines) throws IOException {
        return new EvidenceReader(lines).read(source);
    }

    private Extent read(Source source) throws IOException {
        var portion = new byte[PORTION];
        try (var from = source.open()) {
            for (int length = from.read(portion); length >= 0; length = from.read(portion)) {
                var damage = take(portion, length);
                if (damage.isPresent()) {
                    return new Extent(count, bytes, damage);
                }
            }
            return new Extent(count, bytes, Optional.empty());
        } catch (EOFException | ZipException e) {
            return new Extent(
                    count, bytes, damage("compressed text is damaged: " + e.getMessage()));
        }
    }

    private Optional<String> take(byte[] portion, int length) {
        int from = 0;
        for (int at = 0; at < length; at++) {
            if (portion[at] == '\n') {
                begun.write(portion, from, at - from);
                from = at + 1;
                try {
                    lines.accept(EvidenceLine.parse(begun.toString(StandardCharsets.UTF_8)));
                } catch (IllegalArgumentException | ArithmeticException e) {
                    return damage(String.valueOf(e.getMessage()));
                }
                count++;
                bytes += begun.size() + 1;
                begun.reset();
            }
        }
        begun.write(portion, from, length - from);
        return begun.size() > LONGEST_LINE
                ? damage("longer than " + LONGEST_LINE + " bytes")
                : Optional.empty();
    }

    private Optional<String> damage(String what) {
        return Optional.of("line " + (count + 1) + ": " + what);
    }
}
