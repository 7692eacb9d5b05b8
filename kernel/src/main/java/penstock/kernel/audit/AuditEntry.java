package penstock.kernel.audit;

import java.time.Instant;

/// One line of the audit log.
///
/// @param sequence from 1 without gaps
/// @param subject the changed resource, or several separated by spaces
/// @param revision the revision the change led to
/// @param digest SHA-256 (hexadecimal) of what was stored, so that the log proves the content without holding it
/// @param hash SHA-256 (hexadecimal) over the previous entry's hash and all fields of this one
public record AuditEntry(
        long sequence,
        Instant at,
        String author,
        String verb,
        String reason,
        String subject,
        long revision,
        String digest,
        String hash) {}
