package penstock.kernel.audit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// How audit entries are chained. The hash of an entry is
///
/// `SHA-256( previous ‖ sequence ‖ at ‖ author ‖ verb ‖ reason ‖ subject ‖ revision ‖ digest )`
///
/// where every part is its UTF-8 text behind the text's length in bytes as a four-byte big-endian number; numbers are
/// decimal, `at` is ISO-8601 in UTC as [java.time.Instant#toString] writes it, hashes are 64 lower-case hexadecimal
/// digits. The first entry's `previous` is [#START]. Length prefixes make the encoding unambiguous: no two different
/// entries have the same bytes.
public final class AuditChain {
    /// The hash before the first entry.
    public static final String START = "0".repeat(64);

    /// A stored or deleted document as the digest sees it.
    ///
    /// @param json empty when it was deleted
    public record Content(String ref, Optional<String> json) {}

    private AuditChain() {}

    /// The entry with its hash; the hash it came with is ignored.
    public static AuditEntry append(String previous, AuditEntry entry) {
        return new AuditEntry(
                entry.sequence(),
                entry.at(),
                entry.author(),
                entry.verb(),
                entry.reason(),
                entry.subject(),
                entry.revision(),
                entry.digest(),
                hash(previous, entry));
    }

    static String hash(String previous, AuditEntry entry) {
        return sha256(
                List.of(
                        previous,
                        Long.toString(entry.sequence()),
                        entry.at().toString(),
                        entry.author(),
                        entry.verb(),
                        entry.reason(),
                        entry.subject(),
                        Long.toString(entry.revision()),
                        entry.digest()));
    }

    /// SHA-256 over all documents of a write in order: for each its reference, `stored` or `deleted`, and its text
    /// (empty when deleted), encoded like the fields of an entry.
    public static String digest(List<Content> contents) {
        return sha256(
                contents.stream()
                        .flatMap(
                                content ->
                                        List.of(
                                                content.ref(),
                                                content.json().isPresent() ? "stored" : "deleted",
                                                content.json().orElse(""))
                                                .stream())
                        .toList());
    }

    private static String sha256(List<String> parts) {
        var bytes = new ByteArrayOutputStream();
        for (var part : parts) {
            var text = part.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
            bytes.writeBytes(text);
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
