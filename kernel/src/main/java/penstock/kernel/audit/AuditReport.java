package penstock.kernel.audit;

import java.util.List;

/// What a verification of the audit log found.
///
/// @param entries how many entries were read
/// @param checkpoints how many valid checkpoints were compared with them
/// @param covered the last entry a valid checkpoint vouches for; later ones could be removed without a trace
/// @param faults what is wrong, the first broken entry first; empty when the log is intact
public record AuditReport(long entries, long checkpoints, long covered, List<String> faults) {
    public AuditReport {
        faults = List.copyOf(faults);
    }

    public boolean isIntact() {
        return faults.isEmpty();
    }
}
