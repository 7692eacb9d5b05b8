package penstock.kernel.store;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import penstock.kernel.audit.AuditChain;
import penstock.kernel.audit.AuditEntry;
import penstock.model.Name;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;

/// What one durable commit does: the writes of everybody who waited for it, one after the other. Nothing of it counts
/// before the commit.
final class Transaction {
    /// Where the store stands: the last revision, the last audit entry.
    record Position(long revision, long sequence, String hash) {}

    private final Session session;
    private final InstantSource clock;
    private final List<Event> events = new ArrayList<>();
    private Position position;

    Transaction(Session session, InstantSource clock, Position position) {
        this.session = session;
        this.clock = clock;
        this.position = position;
    }

    Position position() {
        return position;
    }

    List<Event> events() {
        return events;
    }

    /// Checks every expectation before it changes anything, so that a refused write leaves no trace.
    long write(Write write) throws SQLException {
        for (var put : write.puts()) {
            checkExpected(put);
        }
        long revision = position.revision();
        for (var put : write.puts()) {
            revision++;
            store(put, revision);
            events.add(new Event(revision, put.ref(), put.json()));
        }
        var entry = entry(write, revision);
        session.update(
                "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                entry.sequence(),
                entry.at().toString(),
                entry.author(),
                entry.verb(),
                entry.reason(),
                entry.subject(),
                entry.revision(),
                entry.digest(),
                entry.hash());
        position = new Position(revision, entry.sequence(), entry.hash());
        return revision;
    }

    private void checkExpected(Put put) throws SQLException {
        if (put.expected() == Put.ANY && put.json().isPresent()) {
            return;
        }
        var ref = put.ref();
        long current =
                session.number(
                        Put.ABSENT,
                        "SELECT revision FROM documents WHERE kind = ? AND environment = ? AND name = ?",
                        ref.kind(),
                        environment(ref),
                        ref.name().value());
        if (put.expected() == Put.ANY) {
            if (current == Put.ABSENT) {
                throw new ProblemException(new Problem.NotFound(ref.toString(), ""));
            }
        } else if (put.expected() != current) {
            throw new ProblemException(new Problem.Conflict(ref, put.expected(), current));
        }
    }

    private void store(Put put, long revision) throws SQLException {
        var kind = put.ref().kind();
        var environment = environment(put.ref());
        var name = put.ref().name().value();
        var json = put.json().orElse(null);
        if (json == null) {
            session.update(
                    "DELETE FROM documents WHERE kind = ? AND environment = ? AND name = ?",
                    kind,
                    environment,
                    name);
        } else {
            session.update(
                    "INSERT INTO documents VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                            + " revision = excluded.revision, json = excluded.json",
                    kind,
                    environment,
                    name,
                    revision,
                    json);
        }
        session.update(
                "INSERT INTO changes VALUES (?, ?, ?, ?, ?)",
                revision,
                kind,
                environment,
                name,
                json);
    }

    private AuditEntry entry(Write write, long revision) {
        var subject =
                write.puts().stream()
                        .map(put -> put.ref().toString())
                        .collect(Collectors.joining(" "));
        var audit = write.audit();
        return AuditChain.append(
                position.hash(),
                new AuditEntry(
                        position.sequence() + 1,
                        clock.instant(),
                        audit.author(),
                        audit.verb(),
                        audit.reason(),
                        subject,
                        revision,
                        AuditChain.digest(write.puts().stream().map(Transaction::content).toList()),
                        ""));
    }

    private static AuditChain.Content content(Put put) {
        return new AuditChain.Content(put.ref().toString(), put.json());
    }

    boolean acquire(String lease, String holder, long ttlMillis) throws SQLException {
        var now = clock.instant();
        int taken =
                session.update(
                        "INSERT INTO leases VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET holder ="
                                + " excluded.holder, until = excluded.until WHERE holder = excluded.holder OR"
                                + " until <= ?",
                        lease,
                        holder,
                        until(now, ttlMillis),
                        now.toEpochMilli());
        return taken == 1;
    }

    private static long until(Instant now, long ttlMillis) {
        return now.toEpochMilli() + ttlMillis;
    }

    void release(String lease, String holder) throws SQLException {
        session.update("DELETE FROM leases WHERE name = ? AND holder = ?", lease, holder);
    }

    /// A write that changes nothing anybody sees, to learn whether writing works.
    void touch() throws SQLException {
        session.update("UPDATE state SET checked = ?", clock.instant().toEpochMilli());
    }

    /// Takes effect at once, with or without the commit.
    void limit(long bytes) throws SQLException {
        long page = session.number(4_096, "PRAGMA page_size");
        session.execute("PRAGMA max_page_count = " + Math.max(1, bytes / page));
    }

    /// Forgets changes up to `floor` and records where the store stands; the last thing before the commit.
    void finish(long floor) throws SQLException {
        if (!events.isEmpty()) {
            session.update("DELETE FROM changes WHERE revision <= ?", floor);
            session.update("UPDATE state SET revision = ?", position.revision());
        }
    }

    /// How an environment is stored: kinds of the whole installation have the empty one.
    static String environment(Ref ref) {
        return ref.environment().map(Name::value).orElse("");
    }
}
