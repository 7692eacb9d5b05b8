package penstock.capabilities.rollout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.rollout.EvidenceFile.Header;

/// What the judge was told during one rollout, appended before the gateway's report is acknowledged, and what it said. A line that a
/// crash cut off is dropped when the log is opened again; the gateway then sends that report once more. A line that is none ends
/// what is read of it: the rollout goes on with the evidence before it, or with none, and can be aborted whatever is in the file.
final class EvidenceLog implements AutoCloseable {
    /// From this size on, in bytes, a log is packed and begun anew: about an hour of four reports a second.
    static final long LARGE = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(EvidenceLog.class);

    private final EvidenceFile place;
    private final Opening opening;
    private final boolean isNew;
    private SeekableByteChannel file;
    private Header header;
    private long packAt = LARGE;

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

    private EvidenceLog(EvidenceFile place, Opening opening, Consumer<EvidenceLine> found)
            throws IOException {
        this.place = place;
        this.opening = opening;
        file = opening.open(place.log());
        try {
            header = header();
            whole = header.length();
            isNew = read(found) == 0;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /// @param found takes the lines that are there, in their order
    static EvidenceLog open(EvidenceFile place, Opening opening, Consumer<EvidenceLine> found) {
        try {
            Files.createDirectories(place.log().toAbsolutePath().getParent());
            return new EvidenceLog(place, opening, found);
        } catch (IOException e) {
            throw new UncheckedIOException(place.log() + " (expected: a writable evidence log)", e);
        }
    }

    /// How the log begins. One that has lost its first line goes on behind all that is packed.
    private Header header() throws IOException {
        var found = place.header();
        boolean isLost = found.length() == 0 && Files.exists(place.packed()) && !beginsWell();
        if (!isLost) {
            return found;
        }
        var packed = EvidenceReader.read(place::packedText, _ -> {});
        if (packed.lines() == 0 || packed.damage().isPresent()) {
            return found;
        }
        if (file.size() > 0) {
            setAside(place.log(), packed.lines());
        }
        restart(new Header(packed.bytes(), Files.size(place.packed()), 0));
        return header;
    }

    /// Whether the log's first line is one: then whatever is packed was left by a crash before the log was begun anew.
    private boolean beginsWell() throws IOException {
        return EvidenceReader.read(() -> Files.newInputStream(place.log()), _ -> {}).lines() > 0;
    }

    private long read(Consumer<EvidenceLine> found) throws IOException {
        long packed = 0;
        if (header.length() > 0) {
            var extent = EvidenceReader.read(() -> place.packedText(header), found);
            if (extent.damage().isPresent()) {
                rescue(extent);
                return extent.lines();
            }
            packed = extent.lines();
        }
        var rest = EvidenceReader.read(this::rest, found);
        whole = header.length() + rest.bytes();
        if (rest.damage().isPresent()) {
            setAside(place.log(), packed + rest.lines());
        }
        return packed + rest.lines();
    }

    private InputStream rest() throws IOException {
        var in = Files.newInputStream(place.log());
        in.skipNBytes(header.length());
        return in;
    }

    /// Makes a log of what can be read of the packed part, and keeps both files aside.
    private void rescue(EvidenceReader.Extent readable) throws IOException {
        setAside(place.log(), readable.lines());
        var fresh = place.sibling(".new");
        try (var out = Files.newOutputStream(fresh)) {
            if (readable.bytes() > 0) {
                try (var in = new Beginning(place.packedText(), readable.bytes())) {
                    in.transferTo(out);
                }
            }
        }
        file.close();
        Files.move(fresh, place.log(), StandardCopyOption.ATOMIC_MOVE);
        setAside(place.packed(), readable.lines());
        Files.deleteIfExists(place.packed());
        file = opening.open(place.log());
        header = Header.NONE;
        whole = readable.bytes();
    }

    /// Keeps a damaged file for whoever wants to know, and says so; without room for it, says so.
    private static void setAside(Path file, long readable) {
        var aside = file.resolveSibling(file.getFileName() + ".damaged");
        var event = LOG.atError().addKeyValue("file", file).addKeyValue("readable", readable);
        try {
            Files.copy(file, aside, StandardCopyOption.REPLACE_EXISTING);
            event.addKeyValue("kept", aside).log("evidence is damaged, judged by what is readable");
        } catch (IOException e) {
            event.setCause(e).log("evidence is damaged, judged by what is readable");
        }
    }

    /// Whether there was nothing when it was opened.
    boolean isNew() {
        return isNew;
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
            throw new UncheckedIOException(place.log() + " does not take a line", e);
        }
        if (whole >= packAt) {
            packWhatIsThere();
        }
    }

    private void cutBack() throws IOException {
        file.truncate(whole);
        file.position(whole);
    }

    /// Without room for it the log goes on as it is, and tries again later.
    private void packWhatIsThere() {
        try {
            restart(place.pack(header, whole));
            packAt = LARGE;
        } catch (IOException e) {
            packAt = whole + LARGE / 4;
            LOG.atWarn().setCause(e).addKeyValue("file", place.log()).log("evidence not packed");
        }
    }

    private void restart(Header next) throws IOException {
        place.restart(next);
        file.close();
        file = opening.open(place.log());
        header = place.header();
        whole = header.length();
    }

    @Override
    public void close() {
        try {
            cutBack();
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(place.log() + " does not close", e);
        }
    }
}
