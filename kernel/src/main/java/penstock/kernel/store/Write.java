package penstock.kernel.store;

import java.util.List;
import penstock.kernel.audit.AuditDraft;

/// What is stored together or not at all: documents and the audit entry that says who and why.
///
/// @param outranks whether it must be possible on a full disk, out of the room that the store reserves: for the few small
///     writes that take traffic back to where it was safe
public record Write(List<Put> puts, AuditDraft audit, boolean outranks) {
    /// In characters of all documents (256 Ki). A write of more outranks nothing, as the reserve is bounded; a rollout with the longest
    /// journal has a third of it.
    private static final int LONGEST_OUTRANKING = 256 << 10;

    /// An ordinary one.
    public Write(List<Put> puts, AuditDraft audit) {
        this(puts, audit, false);
    }

    public Write {
        puts = List.copyOf(puts);
        outranks = outranks && length(puts) <= LONGEST_OUTRANKING;
        if (puts.isEmpty()) {
            throw new IllegalArgumentException("puts: empty (expected: at least one)");
        }
        var refs = puts.stream().map(Put::ref).toList();
        if (refs.stream().distinct().count() < refs.size()) {
            throw new IllegalArgumentException(
                    "puts: " + refs + " (expected: each document at most once)");
        }
    }

    private static long length(List<Put> puts) {
        return puts.stream().mapToLong(put -> put.json().map(String::length).orElse(0)).sum();
    }
}
