package penstock.kernel.audit;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;

/// A signed statement: at this time, the audit log had this many entries and ended with this hash. One line of the
/// checkpoint file: `v1 <sequence> <hash> <at> <signature>`; the signature covers the line up to and without the space
/// before it.
record Checkpoint(long sequence, String hash, Instant at, String signature) {
    private static final String FORM = "v1";

    static Checkpoint signed(long sequence, String hash, Instant at, AuditKey key) {
        var signature = key.sign(statement(sequence, hash, at));
        return new Checkpoint(sequence, hash, at, Base64.getEncoder().encodeToString(signature));
    }

    /// @throws IllegalArgumentException for anything that is no checkpoint
    static Checkpoint parse(String line) {
        var parts = line.split(" ", -1);
        if (parts.length != 5 || !parts[0].equals(FORM)) {
            throw new IllegalArgumentException("line: " + line + " (expected: a checkpoint)");
        }
        try {
            return new Checkpoint(
                    Long.parseLong(parts[1]), parts[2], Instant.parse(parts[3]), parts[4]);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException("at: " + parts[3] + " (expected: a time)", e);
        }
    }

    boolean isSignedBy(PublicKey key) {
        try {
            return AuditKey.isSignedBy(
                    key, statement(sequence, hash, at), Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static byte[] statement(long sequence, String hash, Instant at) {
        return (FORM + " " + sequence + " " + hash + " " + at).getBytes(StandardCharsets.UTF_8);
    }

    String line() {
        return FORM + " " + sequence + " " + hash + " " + at + " " + signature;
    }
}
