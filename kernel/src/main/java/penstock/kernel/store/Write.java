package penstock.kernel.store;

import java.util.List;
import penstock.kernel.audit.AuditDraft;

/// What is stored together or not at all: documents and the audit entry that says who and why.
public record Write(List<Put> puts, AuditDraft audit) {
    public Write {
        puts = List.copyOf(puts);
        if (puts.isEmpty()) {
            throw new IllegalArgumentException("puts: empty (expected: at least one)");
        }
        if (puts.stream().map(Put::ref).distinct().count() < puts.size()) {
            throw new IllegalArgumentException(
                    "puts: " + puts + " (expected: each document at most once)");
        }
    }
}
