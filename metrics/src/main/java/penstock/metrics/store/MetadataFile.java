package penstock.metrics.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import penstock.metrics.exposition.MetricType;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.Checksum;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.bytes.Folders;

/// What is known of metrics, on disk: written as a whole now and then, so that a crash costs what was heard since. u32 `PSMD`, the number of
/// metrics, of each the name, the type in words, help and unit, and the CRC-32C of all that.
final class MetadataFile {
    private static final int MAGIC = 0x50534d44;

    private final Path path;
    private final Metadata metadata;

    /// How many changes the file has.
    private long saved;

    MetadataFile(Path path, Metadata metadata) {
        this.path = path;
        this.metadata = metadata;
    }

    /// Tells what the file has, if there is one.
    ///
    /// @throws DamageException when it says something else than what was written
    void load() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        byte[] bytes = Files.readAllBytes(path);
        int length = bytes.length - 4;
        if (length < 5) {
            throw new DamageException("ends too early");
        }
        var in = new ByteReader();
        in.at(bytes, length, 4);
        if (in.u32() != Checksum.of(bytes, 0, length)) {
            throw new DamageException("does not have its checksum");
        }
        in.at(bytes, 0, length);
        if (in.u32() != MAGIC) {
            throw new DamageException("does not begin with PSMD");
        }
        int count = in.count(4);
        for (int i = 0; i < count; i++) {
            var family = in.text();
            metadata.type(family, type(in.text()));
            metadata.help(family, in.text());
            metadata.unit(family, in.text());
        }
        saved = metadata.changes();
    }

    private static MetricType type(String text) {
        for (var type : MetricType.values()) {
            if (type.text().equals(text)) {
                return type;
            }
        }
        throw new DamageException("type: \"" + text + "\" (expected: one of OpenMetrics)");
    }

    /// Writes what is known, if that has changed.
    void save() throws IOException {
        long changes = metadata.changes();
        if (changes == saved) {
            return;
        }
        Map<String, Metadata.Description> known = metadata.inOrder();
        var out = new ByteWriter();
        out.u32(MAGIC).unsigned(known.size());
        known.forEach(
                (family, said) ->
                        out.text(family)
                                .text(said.type().text())
                                .text(said.help())
                                .text(said.unit()));
        out.u32(Checksum.of(out.array(), 0, out.size()));
        Folders.replace(path, out.copy());
        saved = changes;
    }
}
