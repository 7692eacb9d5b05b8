package penstock.server.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.kernel.audit.AuditEntry;
import penstock.kernel.store.Document;
import penstock.kernel.store.Event;
import penstock.kernel.store.Page;
import penstock.kernel.store.Put;
import penstock.kernel.store.Query;
import penstock.kernel.store.Store;
import penstock.kernel.store.Write;
import penstock.model.Node;
import penstock.model.Ref;
import penstock.model.Text;

/// A store whose process can end just before and just after a rollout's status changes.
final class CrashingStore implements Store {
    /// What else of a status means a step forward, besides the phase.
    private static final Map<String, String> WITHIN_A_PHASE =
            Map.of(
                    "weight", "weight",
                    "step", "step",
                    "candidateInstances", "scaling",
                    "failedChecks", "failed check");

    private final Store real;
    private final Trap trap;

    CrashingStore(Store real, Trap trap) {
        this.real = real;
        this.trap = trap;
    }

    /// One at a time, so that nothing more is stored after the point at which the process ends: ending takes a while.
    @Override
    public synchronized long write(Write write) {
        var events = write.puts().stream().flatMap(put -> event(put).stream()).toList();
        events.forEach(trap::before);
        long revision = real.write(write);
        events.forEach(trap::after);
        return revision;
    }

    private Optional<String> event(Put put) {
        if (!put.ref().kind().equals("Rollout") || put.json().isEmpty()) {
            return Optional.empty();
        }
        var next = Text.readJson(put.json().get());
        var found = real.find(put.ref());
        return found.isEmpty()
                ? Optional.of("begin")
                : event(Text.readJson(found.get().json()), next);
    }

    private static Optional<String> event(Node before, Node after) {
        var phase = after.textAt("status", "phase");
        if (!before.textAt("status", "phase").equals(phase)) {
            return Optional.of(CrashPoint.transition(before.textAt("status", "phase"), phase));
        }
        for (var change : WITHIN_A_PHASE.entrySet()) {
            var field = change.getKey();
            if (!before.textAt("status", field).equals(after.textAt("status", field))) {
                return Optional.of(change.getValue() + " in " + phase);
            }
        }
        boolean wasWarm = before.textAt("status", "isWarm").equals("true");
        boolean isWarm = after.textAt("status", "isWarm").equals("true");
        return wasWarm && !isWarm ? Optional.of("warm over") : Optional.empty();
    }

    @Override
    public long revision() {
        return real.revision();
    }

    @Override
    public Optional<Document> find(Ref ref) {
        return real.find(ref);
    }

    @Override
    public Page list(Query query) {
        return real.list(query);
    }

    @Override
    public List<Event> changesSince(long revision, int limit, Duration patience)
            throws InterruptedException {
        return real.changesSince(revision, limit, patience);
    }

    @Override
    public boolean acquire(String lease, String holder, Duration ttl) {
        return real.acquire(lease, holder, ttl);
    }

    @Override
    public void release(String lease, String holder) {
        real.release(lease, holder);
    }

    @Override
    public List<AuditEntry> audit(long after, int limit) {
        return real.audit(after, limit);
    }

    @Override
    public void backup(Path target) {
        real.backup(target);
    }

    @Override
    public void check() {
        real.check();
    }

    @Override
    public void close() {
        real.close();
    }
}
