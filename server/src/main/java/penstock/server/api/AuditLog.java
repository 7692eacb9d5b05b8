package penstock.server.api;

import java.util.List;
import penstock.kernel.audit.AuditEntry;
import penstock.model.Node;

/// The audit log as the API shows it.
public interface AuditLog {
    /// Entries after a sequence number, oldest first.
    List<AuditEntry> entries(long after, int limit);

    /// Goes through the whole chain; the answer has `intact` and says what is wrong.
    Node verify();
}
