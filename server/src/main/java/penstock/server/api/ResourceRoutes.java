package penstock.server.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import penstock.kernel.Change;
import penstock.kernel.Registration;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Principal;
import penstock.kernel.store.Query;
import penstock.model.Kind;
import penstock.model.Name;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.ResourceCodec;
import penstock.model.Size;

/// Reading and changing resources of every registered kind.
final class ResourceRoutes {
    private static final int MAX_PAGE = 1_000;

    /// How often a patch without an expected revision is tried again when somebody else was faster.
    private static final int ATTEMPTS = 20;

    private final ResourceService resources;
    private final ResourcePaths paths;
    private final WatchRoutes watches;
    private final ActionRoutes actions;
    private final Size limit;

    ResourceRoutes(ResourceService resources, WatchRoutes watches, Size limit) {
        this.resources = resources;
        this.paths = new ResourcePaths(resources.registrations());
        this.watches = watches;
        this.actions = new ActionRoutes(resources, limit);
        this.limit = limit;
    }

    /// @param path below `/api/v1`
    Answer answer(Request request, List<String> path) throws InterruptedException {
        return switch (paths.read(path)) {
            case ResourcePaths.Place.Collection(var registration, var environment) ->
                    collection(request, registration, environment);
            case ResourcePaths.Place.Item(var registration, var ref) ->
                    item(request, registration, ref);
            case ResourcePaths.Place.Operation(var registration, var ref, var action) ->
                    actions.answer(request, registration, ref, action);
        };
    }

    private Answer collection(
            Request request, Registration<?, ?> registration, Optional<Name> environment)
            throws InterruptedException {
        if (!request.isReading()) {
            throw Router.wrongMethod(request, List.of("GET"));
        }
        return request.query().has("watch")
                ? watches.watch(
                        request,
                        registration.kind(),
                        ref -> environment.isEmpty() || ref.environment().equals(environment))
                : list(request, registration.kind(), environment);
    }

    private Answer list(Request request, Kind<?, ?> kind, Optional<Name> environment) {
        var query = request.query().allowing("limit", "after", "watch");
        int size = (int) query.number("limit", MAX_PAGE, 1, MAX_PAGE);
        var after = query.text("after").orElse("");
        query.check();
        var page = resources.store().list(new Query(kind.name(), environment, after, size));
        if (page.documents().isEmpty()) {
            environment.ifPresent(this::requireEnvironment);
        }
        var items = new LinkedHashMap<String, Node>();
        items.put(
                "items",
                Node.list(
                        page.documents().stream()
                                .map(found -> ResourceCodec.encode(resources.read(kind, found)))
                                .toList()));
        items.put("revision", Node.number(page.revision()));
        items.put("next", Node.text(page.next()));
        return Answer.json(Node.map(items));
    }

    /// An empty list of an environment that does not exist is more likely a slip than an answer.
    private void requireEnvironment(Name environment) {
        for (var registration : resources.registrations()) {
            if (registration.kind().name().equals("Environment")) {
                resources.require(registration.kind(), Ref.global("Environment", environment));
            }
        }
    }

    private <S extends Record, T extends Record> Answer item(
            Request request, Registration<S, T> registration, Ref ref) throws InterruptedException {
        var kind = registration.kind();
        return switch (request.method()) {
            case "GET", "HEAD" -> read(request, kind, ref);
            case "PUT" -> put(request, kind, ref);
            case "PATCH" -> patch(request, kind, ref);
            case "DELETE" -> delete(request, kind, ref);
            default -> throw Router.wrongMethod(request, List.of("DELETE", "GET", "PATCH", "PUT"));
        };
    }

    private <S extends Record, T extends Record> Answer read(
            Request request, Kind<S, T> kind, Ref ref) throws InterruptedException {
        if (request.query().has("watch")) {
            return watches.watch(request, kind, ref::equals);
        }
        request.query().allowing("watch").check();
        return answer(Outcome.DONE, resources.require(kind, ref));
    }

    private static Answer.Whole answer(Outcome outcome, Resource<?, ?> resource) {
        return Answer.json(outcome, ResourceCodec.encode(resource))
                .with("ETag", Precondition.etag(resource.metadata().revision()));
    }

    private <S extends Record, T extends Record> Answer put(
            Request request, Kind<S, T> kind, Ref ref) {
        boolean isTrial = isTrial(request);
        var condition = Precondition.of(request);
        var body = request.body().document(limit).orElse(Node.map(java.util.Map.of()));
        var wanted = Manifests.read(kind, ref, body);
        var stored = resources.find(kind, ref);
        checkExistence(condition, ref, stored.map(found -> found.metadata().revision()));
        var change = change(request, wanted, condition.expected(revision(stored)), isTrial);
        var applied = apply(change, condition);
        boolean isCreated = stored.isEmpty() && !isTrial;
        return answer(isCreated ? Outcome.CREATED : Outcome.DONE, applied);
    }

    private static boolean isTrial(Request request) {
        var query = request.query().allowing("dryRun", "reason");
        boolean isTrial = query.flag("dryRun");
        query.check();
        return isTrial;
    }

    private static Optional<Long> revision(Optional<? extends Resource<?, ?>> stored) {
        return stored.map(found -> found.metadata().revision());
    }

    private static void checkExistence(Precondition condition, Ref ref, Optional<Long> revision) {
        if (condition instanceof Precondition.MustExist && revision.isEmpty()) {
            throw new ProblemException(new Problem.NotFound(ref.toString(), ""));
        }
        if (condition instanceof Precondition.MustNotExist && revision.isPresent()) {
            throw exists(ref);
        }
    }

    private static ProblemException exists(Ref ref) {
        return new ProblemException(
                Problem.Refused.because(
                        "already-exists",
                        ref + " exists already. Leave out If-None-Match to change it."));
    }

    private static <S extends Record, T extends Record> Change<S, T> change(
            Request request, Resource<S, T> wanted, Optional<Long> expected, boolean isTrial) {
        return new Change<>(
                wanted.kind(),
                wanted.ref(),
                wanted.metadata().labels(),
                wanted.metadata().annotations(),
                wanted.spec(),
                expected,
                Principal.ADMINISTRATOR,
                "apply",
                request.reason(),
                isTrial);
    }

    private <S extends Record, T extends Record> Resource<S, T> apply(
            Change<S, T> change, Precondition condition) {
        try {
            return resources.apply(change);
        } catch (ProblemException e) {
            boolean wasFaster =
                    e.problem() instanceof Problem.Conflict
                            && condition instanceof Precondition.MustNotExist;
            throw wasFaster ? exists(change.ref()) : e;
        }
    }

    private <S extends Record, T extends Record> Answer patch(
            Request request, Kind<S, T> kind, Ref ref) {
        boolean isTrial = isTrial(request);
        var condition = Precondition.of(request);
        var patch =
                request.body()
                        .document(limit)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                Problem.Invalid.at(
                                                        "",
                                                        "body",
                                                        "empty (expected: a merge patch with"
                                                                + " spec or metadata)")));
        for (int attempt = 1; ; attempt++) {
            var stored = resources.require(kind, ref);
            var seen = stored.metadata().revision();
            var expected = condition.expected(Optional.of(seen)).or(() -> Optional.of(seen));
            checkExistence(condition, ref, Optional.of(seen));
            var wanted = Manifests.patched(stored, patch);
            try {
                var change = change(request, wanted, expected, isTrial);
                return answer(Outcome.DONE, resources.apply(change));
            } catch (ProblemException e) {
                boolean isRace =
                        e.problem() instanceof Problem.Conflict
                                && !(condition instanceof Precondition.Revision);
                if (!isRace || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private <S extends Record, T extends Record> Answer delete(
            Request request, Kind<S, T> kind, Ref ref) {
        boolean isTrial = isTrial(request);
        var condition = Precondition.of(request);
        var stored = resources.require(kind, ref);
        var seen = Optional.of(stored.metadata().revision());
        checkExistence(condition, ref, seen);
        var expected = condition.expected(seen);
        if (expected.isPresent() && !expected.equals(seen)) {
            throw new ProblemException(new Problem.Conflict(ref, expected.get(), seen.get()));
        }
        var reason = request.reason();
        if (!isTrial) {
            resources.delete(kind, ref, expected, Principal.ADMINISTRATOR, reason);
        }
        return answer(Outcome.DONE, stored);
    }
}
