package penstock.kernel.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import penstock.kernel.audit.AuditEntry;
import penstock.model.Ref;

/// Keeps resources. Every write is durable when the call returns, or has changed nothing.
///
/// Methods throw [ProblemException]: `Conflict` when an expectation does not hold, `TooFarBehind` for a watch from a
/// revision that is no longer kept, `Unavailable` when the disk refuses.
public interface Store extends AutoCloseable {
    /// The revision of the last write; 0 for an empty store.
    long revision();

    Optional<Document> find(Ref ref);

    Page list(Query query);

    /// Stores all documents and the audit entry in one transaction; the returned revision is that of the last document
    /// (each document gets its own, in order).
    long write(Write write);

    /// Changes after a revision, oldest first, at most `limit`; waits up to `patience` for the first one.
    /// Empty when none came. Safe to call from many threads; survives a restart of the process.
    List<Event> changesSince(long revision, int limit, Duration patience)
            throws InterruptedException;

    /// Takes or renews a lease for `ttl`; false while another holder has it. The same holder may take it again at once.
    boolean acquire(String lease, String holder, Duration ttl);

    void release(String lease, String holder);

    /// Audit entries after a sequence number, oldest first, at most `limit` (1…1,000).
    List<AuditEntry> audit(long after, int limit);

    /// A consistent copy of the store into a new file, while writes go on.
    void backup(Path target);

    /// Whether a write would work now; throws what stands in the way.
    void check();

    @Override
    void close();
}
