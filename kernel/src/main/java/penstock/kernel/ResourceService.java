package penstock.kernel;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import penstock.kernel.access.Access;
import penstock.kernel.access.Principal;
import penstock.kernel.audit.AuditDraft;
import penstock.kernel.store.Document;
import penstock.kernel.store.Put;
import penstock.kernel.store.Query;
import penstock.kernel.store.Store;
import penstock.kernel.store.Write;
import penstock.model.Kind;
import penstock.model.Metadata;
import penstock.model.Name;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.ResourceCodec;
import penstock.model.Scope;
import penstock.model.Stamp;
import penstock.model.Violation;

/// The one write path: authorise, validate, admit, check the expected revision, then store the resource and its audit
/// entry in one transaction. Users, controllers and restores all pass here.
public final class ResourceService implements Admission.Lookup {
    /// How often a change without an expected revision is tried again when somebody else was faster.
    private static final int ATTEMPTS = 20;

    private final Store store;
    private final Access access;
    private final InstantSource clock;
    private final Map<Ref, Resource<?, ?>> read = new java.util.concurrent.ConcurrentHashMap<>();
    private final Map<String, Registration<?, ?>> registrations = new LinkedHashMap<>();

    public ResourceService(
            Store store, Access access, InstantSource clock, List<Capability> capabilities) {
        this.store = store;
        this.access = access;
        this.clock = clock;
        for (var capability : capabilities) {
            capability
                    .registrations()
                    .forEach(found -> registrations.put(found.kind().name(), found));
        }
    }

    public List<Registration<?, ?>> registrations() {
        return List.copyOf(registrations.values());
    }

    public Store store() {
        return store;
    }

    @Override
    public <S extends Record, T extends Record> Optional<Resource<S, T>> find(
            Kind<S, T> kind, Ref ref) {
        return store.find(ref).map(document -> read(kind, document));
    }

    /// The resource, or a problem that names it and the nearest existing name.
    ///
    /// @throws ProblemException with [Problem.NotFound]
    public <S extends Record, T extends Record> Resource<S, T> require(Kind<S, T> kind, Ref ref) {
        return find(kind, ref)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        new Problem.NotFound(ref.toString(), hint(kind, ref))));
    }

    private String hint(Kind<?, ?> kind, Ref ref) {
        var known =
                store
                        .list(new Query(kind.name(), ref.environment(), "", 1_000))
                        .documents()
                        .stream()
                        .map(document -> document.ref().name().value())
                        .toList();
        return penstock.model.Suggestions.hint(ref.name().value(), known);
    }

    /// All resources of a kind, in all environments or in one.
    @Override
    public <S extends Record, T extends Record> List<Resource<S, T>> list(
            Kind<S, T> kind, Optional<Name> environment) {
        var all = new java.util.ArrayList<Resource<S, T>>();
        var after = "";
        do {
            var page = store.list(new Query(kind.name(), environment, after, 1_000));
            page.documents().forEach(document -> all.add(read(kind, document)));
            after = page.next();
        } while (!after.isEmpty());
        return all;
    }

    /// A stored document as a typed resource. What was read before is not read again until it changes.
    public <S extends Record, T extends Record> Resource<S, T> read(
            Kind<S, T> kind, Document document) {
        var known = read.get(document.ref());
        if (known != null
                && known.metadata().revision() == document.revision()
                && known.kind().equals(kind)) {
            @SuppressWarnings("unchecked") // the kind carries both types, and it is the same one
            var same = (Resource<S, T>) known;
            return same;
        }
        var resource = parse(kind, document);
        read.put(document.ref(), resource);
        return resource;
    }

    private static <S extends Record, T extends Record> Resource<S, T> parse(
            Kind<S, T> kind, Document document) {
        var resource = ResourceCodec.fromJson(kind, document.json());
        var seen = resource.metadata();
        return resource.withMetadata(
                new Metadata(
                        seen.name(),
                        seen.environment(),
                        seen.labels(),
                        seen.annotations(),
                        document.revision(),
                        seen.generation(),
                        seen.created(),
                        seen.changed()));
    }

    /// Stores a spec.
    ///
    /// @throws ProblemException `Invalid` with all violations, `Conflict`, `Refused` (immutable, forbidden)
    public <S extends Record, T extends Record> Resource<S, T> apply(Change<S, T> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return applyOnce(change);
            } catch (ProblemException e) {
                boolean isRace =
                        e.problem() instanceof Problem.Conflict && change.expected().isEmpty();
                if (!isRace || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private <S extends Record, T extends Record> Resource<S, T> applyOnce(Change<S, T> change) {
        var stored = find(change.kind(), change.ref());
        var verb =
                change.verb().equals("apply")
                        ? (stored.isPresent() ? "update" : "create")
                        : change.verb();
        access.check(change.author(), verb, change.ref());
        checkScope(change.kind(), change.ref());
        checkOrigin(change, verb);
        var wanted = wanted(change, stored);
        long seen = stored.map(resource -> resource.metadata().revision()).orElse(Put.ABSENT);
        if (change.expected().isPresent() && change.expected().get() != seen) {
            throw new ProblemException(
                    new Problem.Conflict(change.ref(), change.expected().get(), seen));
        }
        checkImmutable(change, stored);
        admit(change.kind(), stored, wanted);
        if (change.isTrial() || isSame(stored, wanted)) {
            return stored.filter(_ -> !change.isTrial()).orElse(wanted);
        }
        var audit = new AuditDraft(change.author().name(), verb, change.reason());
        return write(stored, wanted, seen, audit);
    }

    private <S extends Record, T extends Record> Resource<S, T> wanted(
            Change<S, T> change, Optional<Resource<S, T>> stored) {
        var now = new Stamp(change.author().name(), clock.instant());
        var metadata =
                new Metadata(
                        change.ref().name(),
                        change.ref().environment(),
                        change.labels(),
                        change.annotations(),
                        0,
                        stored.map(resource -> resource.metadata().generation()).orElse(0L) + 1,
                        Optional.of(
                                stored.flatMap(resource -> resource.metadata().created())
                                        .orElse(now)),
                        Optional.of(now));
        var status = stored.map(Resource::status).orElse(change.kind().initial());
        return new Resource<>(change.kind(), metadata, change.spec(), status);
    }

    private static <S extends Record, T extends Record> boolean isSame(
            Optional<Resource<S, T>> stored, Resource<S, T> wanted) {
        return stored.filter(
                        seen ->
                                seen.spec().equals(wanted.spec())
                                        && seen.metadata()
                                                .labels()
                                                .equals(wanted.metadata().labels())
                                        && seen.metadata()
                                                .annotations()
                                                .equals(wanted.metadata().annotations()))
                .isPresent();
    }

    private static void checkScope(Kind<?, ?> kind, Ref ref) {
        boolean isScoped = kind.scope() == Scope.ENVIRONMENT;
        if (isScoped != ref.environment().isPresent()) {
            var expected =
                    isScoped
                            ? "an environment"
                            : "no environment: the kind belongs to the whole installation";
            throw new ProblemException(
                    Problem.Invalid.at(
                            kind.noun() + "/" + ref.name(),
                            "metadata.environment",
                            ref.environment().map(Name::value).orElse("missing")
                                    + " (expected: "
                                    + expected
                                    + ")"));
        }
    }

    private void checkOrigin(Change<?, ?> change, String verb) {
        if (verb.equals("create") && registration(change.kind()).isMadeByActions()) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "made-by-actions",
                            change.ref()
                                    + " does not exist, and a "
                                    + change.kind().noun()
                                    + " is not created directly: actions of other resources make it."));
        }
    }

    private static <S extends Record, T extends Record> void checkImmutable(
            Change<S, T> change, Optional<Resource<S, T>> stored) {
        if (change.kind().isImmutable()
                && stored.isPresent()
                && !stored.get().spec().equals(change.spec())) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "immutable",
                            change.ref()
                                    + " exists with another content and never changes. Use a new version, or delete it"
                                    + " first."));
        }
    }

    private <S extends Record, T extends Record> void admit(
            Kind<S, T> kind, Optional<Resource<S, T>> stored, Resource<S, T> wanted) {
        List<Violation> violations = registration(kind).admission().check(stored, wanted, this);
        if (!violations.isEmpty()) {
            throw new ProblemException(
                    new Problem.Invalid(kind.noun() + "/" + wanted.name(), violations));
        }
    }

    private <S extends Record, T extends Record> Registration<S, T> registration(Kind<S, T> kind) {
        for (var registration : registrations.values()) {
            if (registration.kind().equals(kind)) {
                @SuppressWarnings(
                        "unchecked") // the kind carries both types, and it is the same one
                var found = (Registration<S, T>) registration;
                return found;
            }
        }
        throw new IllegalStateException(
                "kind: " + kind.name() + " (expected: one that a capability registers)");
    }

    private <S extends Record, T extends Record> Resource<S, T> write(
            Optional<Resource<S, T>> stored, Resource<S, T> wanted, long seen, AuditDraft audit) {
        var json = ResourceCodec.toJson(wanted);
        var puts = List.of(new Put(wanted.ref(), seen, Optional.of(json)));
        var rank = registration(wanted.kind()).rank();
        boolean outranks = rank.outranks(audit.verb(), stored, wanted);
        long revision = store.write(new Write(puts, audit, outranks));
        return read(wanted.kind(), new Document(wanted.ref(), revision, json));
    }

    /// Changes the spec of a stored resource, whatever its present revision.
    public <S extends Record, T extends Record> Resource<S, T> edit(
            Kind<S, T> kind,
            Ref ref,
            Principal author,
            String verb,
            String reason,
            UnaryOperator<S> edit) {
        for (int attempt = 1; ; attempt++) {
            var stored = require(kind, ref);
            var change =
                    new Change<>(
                            kind,
                            ref,
                            stored.metadata().labels(),
                            stored.metadata().annotations(),
                            edit.apply(stored.spec()),
                            Optional.of(stored.metadata().revision()),
                            author,
                            verb,
                            reason,
                            false);
            try {
                return applyOnce(change);
            } catch (ProblemException e) {
                if (!(e.problem() instanceof Problem.Conflict) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /// Stores what a controller observed or decided. Nothing is written when nothing changed.
    ///
    /// @throws ProblemException with [Problem.Conflict] when the resource changed since it was read
    public <S extends Record, T extends Record> Resource<S, T> writeStatus(
            Resource<S, T> seen, T status, Principal author, String reason) {
        if (status.equals(seen.status())) {
            return seen;
        }
        access.check(author, "status", seen.ref());
        var draft = new AuditDraft(author.name(), "status", reason);
        var wanted = seen.withStatus(status);
        return write(Optional.of(seen), wanted, seen.metadata().revision(), draft);
    }

    /// Deletes a resource.
    ///
    /// @param expected the revision the author has seen; empty for any
    /// @throws ProblemException `NotFound`, or `Conflict` when `expected` is not the present revision
    public void delete(
            Kind<?, ?> kind, Ref ref, Optional<Long> expected, Principal author, String reason) {
        access.check(author, "delete", ref);
        var stored = require(kind, ref);
        long present = stored.metadata().revision();
        if (expected.isPresent() && expected.get() != present) {
            throw new ProblemException(new Problem.Conflict(ref, expected.get(), present));
        }
        store.write(
                new Write(
                        List.of(new Put(ref, expected.orElse(Put.ANY), Optional.empty())),
                        new AuditDraft(author.name(), "delete", reason)));
        read.remove(ref);
    }
}
