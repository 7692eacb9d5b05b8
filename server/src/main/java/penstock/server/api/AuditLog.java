package penstock.server.api;

import penstock.kernel.audit.AuditReport;

/// Proves that the audit log is whole.
public interface AuditLog {
    /// Goes through the whole chain.
    AuditReport verify();
}
