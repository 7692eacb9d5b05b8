package penstock.kernel.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.kernel.audit.AuditChain;
import penstock.kernel.audit.AuditEntry;
import penstock.kernel.audit.AuditKey;
import penstock.kernel.audit.AuditReport;
import penstock.kernel.audit.AuditVerifier;
import penstock.kernel.audit.Checkpoints;
import penstock.model.Name;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Size;

/// The embedded store: one SQLite file in WAL mode. One thread writes and makes everything that waits durable in one
/// commit; readers have connections of their own and never wait for it. Signed audit checkpoints go to a second file
/// beside the first, `<file>.checkpoints`.
public final class SqliteStore implements Store {
    private static final String DOCUMENT = "SELECT kind, environment, name, revision, json ";

    /// A write-ahead log this long (64 MiB) is copied into the database by the writer itself, so that it starts anew;
    /// [LogCopier] has copied most of it by then.
    private static final int LONG_LOG_PAGES = 16_384;

    private final Path file;
    private final StoreFile held;
    private final Session writing;
    private final Readers readers;
    private final Feed feed;
    private final Committer committer;
    private final Leases leases;
    private final CheckpointWriter checkpoints;
    private final LogCopier copier;
    private final PublicKey auditKey;

    private SqliteStore(
            Path file, StoreFile held, Session writing, PublicKey auditKey, Opened opened) {
        this.file = file;
        this.held = held;
        this.writing = writing;
        this.auditKey = auditKey;
        this.readers = opened.readers();
        this.feed = opened.feed();
        this.committer = opened.committer();
        this.leases = opened.leases();
        this.checkpoints = opened.checkpoints();
        this.copier = opened.copier();
    }

    /// The parts that run once the file is known to be good.
    private record Opened(
            Readers readers,
            Feed feed,
            Committer committer,
            Leases leases,
            CheckpointWriter checkpoints,
            LogCopier copier) {}

    /// Opens the store, or creates it; see [#open(Path, Path, InstantSource, SqliteSettings)].
    public static SqliteStore open(Path file, Path keys, InstantSource clock) {
        return open(file, keys, clock, SqliteSettings.defaults());
    }

    /// Opens the store, or creates it.
    ///
    /// @param keys the directory of the audit key, created at first start
    /// @throws ProblemException `Unavailable` when the file cannot be written or is damaged, `Refused` when it is of a
    ///     newer version or in use; the file is unchanged then
    public static SqliteStore open(
            Path file, Path keys, InstantSource clock, SqliteSettings settings) {
        var held = StoreFile.take(file);
        try {
            var key = AuditKey.in(keys);
            var writing = Session.writing(file);
            try {
                Schema.check(writing, file);
                prepare(writing, file);
                var opened = start(file, writing, clock, settings, key);
                return new SqliteStore(file, held, writing, key.publicKey(), opened);
            } catch (SQLException | IOException | RuntimeException e) {
                writing.close();
                throw e;
            }
        } catch (SQLException e) {
            held.close();
            throw SqliteFailure.of(e, file);
        } catch (IOException e) {
            held.close();
            throw new ProblemException(
                    new Problem.Unavailable(
                            checkpointsOf(file)
                                    + " cannot be written ("
                                    + e.getMessage()
                                    + "). Make it writable for this user."),
                    e);
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    private static void prepare(Session writing, Path file) throws SQLException {
        var mode = writing.text("PRAGMA journal_mode = WAL");
        if (!mode.equals("wal")) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            file
                                    + " cannot use a write-ahead log (SQLite answered \""
                                    + mode
                                    + "\"). Put the data directory on a local disk."));
        }
        writing.execute("PRAGMA synchronous = FULL");
        writing.execute("PRAGMA wal_autocheckpoint = " + LONG_LOG_PAGES);
        Schema.migrate(writing);
    }

    private static Opened start(
            Path file, Session writing, InstantSource clock, SqliteSettings settings, AuditKey key)
            throws SQLException, IOException {
        var loaded = load(writing, settings);
        var position = loaded.position();
        var signed =
                Checkpoints.open(checkpointsOf(file), key, position.sequence(), clock.instant());
        var feed = new Feed(position.revision(), settings.recent());
        var readers = new Readers(file);
        readers.open(settings.readers());
        var reserve = Reserve.open(file);
        var committer = new Committer(file, writing, clock, feed, reserve, loaded);
        var leases = new Leases(committer, clock);
        var checkpoints = new CheckpointWriter(signed, settings, clock, committer::position);
        var copier = new LogCopier(file, Session.writing(file));
        committer.start(
                () -> {
                    checkpoints.wake();
                    copier.wake();
                });
        checkpoints.start();
        copier.start();
        return new Opened(readers, feed, committer, leases, checkpoints, copier);
    }

    private static Committer.Loaded load(Session writing, SqliteSettings settings)
            throws SQLException {
        long revision = writing.number(0, "SELECT revision FROM state");
        long sequence = writing.number(0, "SELECT coalesce(max(sequence), 0) FROM audit");
        var hash = writing.text("SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1");
        long floor =
                writing.number(0, "SELECT coalesce(min(revision) - 1, ?) FROM changes", revision);
        var position =
                new Transaction.Position(
                        revision, sequence, hash.isEmpty() ? AuditChain.START : hash);
        return new Committer.Loaded(position, floor, settings.keptChanges());
    }

    /// Where the signed audit checkpoints of a store are.
    public static Path checkpointsOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".checkpoints");
    }

    @Override
    public long revision() {
        return feed.revision();
    }

    @Override
    public Optional<Document> find(Ref ref) {
        return readers.read(
                session -> {
                    var found = new ArrayList<Document>();
                    session.query(
                            row -> found.add(document(row)),
                            DOCUMENT
                                    + "FROM documents WHERE kind = ? AND environment = ? AND name = ?",
                            ref.kind(),
                            Transaction.environment(ref),
                            ref.name().value());
                    return found.stream().findFirst();
                });
    }

    @Override
    public Page list(Query query) {
        return readers.read(
                session -> {
                    long revision = session.number(0, "SELECT revision FROM state");
                    var found = documents(session, query);
                    boolean hasMore = found.size() > query.limit();
                    var page = hasMore ? found.subList(0, query.limit()) : found;
                    return new Page(page, revision, hasMore ? page.getLast().ref().toString() : "");
                });
    }

    /// One more than asked for, if there are more.
    private static List<Document> documents(Session session, Query query) throws SQLException {
        var start = query.after().isEmpty() ? Optional.<Ref>empty() : Optional.of(start(query));
        var afterEnvironment = start.map(Transaction::environment).orElse("");
        var afterName = start.map(ref -> ref.name().value()).orElse("");
        var found = new ArrayList<Document>();
        if (query.environment().isPresent()) {
            session.query(
                    row -> found.add(document(row)),
                    DOCUMENT
                            + "FROM documents WHERE kind = ? AND environment = ? AND name > ? ORDER BY name LIMIT ?",
                    query.kind(),
                    query.environment().get().value(),
                    afterName,
                    query.limit() + 1);
        } else {
            session.query(
                    row -> found.add(document(row)),
                    DOCUMENT
                            + "FROM documents WHERE kind = ? AND (environment, name) > (?, ?) ORDER BY environment,"
                            + " name LIMIT ?",
                    query.kind(),
                    afterEnvironment,
                    afterName,
                    query.limit() + 1);
        }
        return found;
    }

    private static Ref start(Query query) {
        try {
            return Ref.parse(query.after());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.Invalid.at("list", "after", String.valueOf(e.getMessage())), e);
        }
    }

    private static Document document(ResultSet row) throws SQLException {
        return new Document(ref(row), row.getLong("revision"), row.getString("json"));
    }

    private static Ref ref(ResultSet row) throws SQLException {
        var environment = row.getString("environment");
        return new Ref(
                row.getString("kind"),
                environment.isEmpty() ? Optional.empty() : Optional.of(new Name(environment)),
                new Name(row.getString("name")));
    }

    @Override
    public long write(Write write) {
        return committer.run(transaction -> transaction.write(write), write.outranks());
    }

    @Override
    public List<Event> changesSince(long revision, int limit, Duration patience)
            throws InterruptedException {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1 or more)");
        }
        checkReach(revision);
        if (!feed.await(revision, patience.toNanos())) {
            return List.of();
        }
        if (feed.isClosed()) {
            throw Committer.closed();
        }
        var recent = feed.after(revision, limit);
        var events = recent.isPresent() ? recent.get() : changes(revision, limit);
        checkReach(revision);
        return events;
    }

    /// Changes are kept from the floor on; a revision nobody can have seen comes from another store or from before a
    /// restore, and would wait for ever.
    private void checkReach(long revision) {
        long floor = committer.floor();
        if (revision < floor || revision > committer.ahead()) {
            throw new ProblemException(new Problem.TooFarBehind(revision, floor));
        }
    }

    private List<Event> changes(long revision, int limit) {
        return readers.read(
                session -> {
                    var events = new ArrayList<Event>();
                    session.query(
                            row ->
                                    events.add(
                                            new Event(
                                                    row.getLong("revision"),
                                                    ref(row),
                                                    Optional.ofNullable(row.getString("json")))),
                            DOCUMENT + "FROM changes WHERE revision > ? ORDER BY revision LIMIT ?",
                            revision,
                            limit);
                    return events;
                });
    }

    @Override
    public boolean acquire(String lease, String holder, Duration ttl) {
        return leases.acquire(lease, holder, ttl);
    }

    @Override
    public void release(String lease, String holder) {
        leases.release(lease, holder);
    }

    @Override
    public List<AuditEntry> audit(long after, int limit) {
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1..1000)");
        }
        return readers.read(session -> audit(session, after, limit));
    }

    private static List<AuditEntry> audit(Session session, long after, int limit)
            throws SQLException {
        var entries = new ArrayList<AuditEntry>();
        session.query(
                row ->
                        entries.add(
                                new AuditEntry(
                                        row.getLong("sequence"),
                                        Instant.parse(row.getString("at")),
                                        row.getString("author"),
                                        row.getString("verb"),
                                        row.getString("reason"),
                                        row.getString("subject"),
                                        row.getLong("revision"),
                                        row.getString("digest"),
                                        row.getString("hash"))),
                "SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?",
                after,
                limit);
        return entries;
    }

    /// Verifies the whole audit log against its signed checkpoints, while writes go on.
    public AuditReport verifyAudit() {
        return AuditVerifier.verify(this::audit, checkpointsOf(file), auditKey);
    }

    /// Verifies the audit log of a file that no store has open, or another process has. Changes nothing.
    public static AuditReport verifyAudit(Path file, PublicKey auditKey) {
        try (var session = Session.readingOnly(file)) {
            return AuditVerifier.verify(
                    (after, limit) -> {
                        try {
                            return audit(session, after, limit);
                        } catch (SQLException e) {
                            throw SqliteFailure.of(e, file);
                        }
                    },
                    checkpointsOf(file),
                    auditKey);
        } catch (SQLException e) {
            throw SqliteFailure.of(e, file);
        }
    }

    @Override
    public void backup(Path target) {
        if (Files.exists(target)) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "backup-exists",
                            target + " exists already. Choose another file, or remove it first."));
        }
        var part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            Files.createFile(
                    part,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (var session = Session.reading(file)) {
                session.execute("PRAGMA query_only = OFF");
                session.update("VACUUM INTO ?", part.toAbsolutePath().toString());
            }
            try (var copy = FileChannel.open(part, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (SQLException e) {
            discard(part);
            throw SqliteFailure.of(e, target);
        } catch (IOException e) {
            discard(part);
            throw new ProblemException(
                    new Problem.Unavailable(
                            target
                                    + " cannot be written ("
                                    + e
                                    + "). Choose a directory this user can write to, with enough space."),
                    e);
        }
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException _) {
            // the failure that led here is what the user must hear
        }
    }

    /// Lets the file grow to at most this size from now on; beyond it writes are refused as on a full disk. Reading and
    /// what is stored already are not affected.
    public void limit(Size most) {
        committer.run(
                transaction -> {
                    transaction.limit(most.bytes());
                    return true;
                });
    }

    @Override
    public void check() {
        committer.run(
                transaction -> {
                    transaction.touch();
                    return true;
                });
    }

    @Override
    public void close() {
        if (feed.isClosed()) {
            return;
        }
        committer.close();
        feed.close();
        try {
            checkpoints.close();
            copier.close();
            readers.close();
            writing.close();
        } catch (SQLException e) {
            throw SqliteFailure.of(e, file);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            checkpointsOf(file) + " cannot be written (" + e.getMessage() + ")."),
                    e);
        } finally {
            held.close();
        }
    }
}
