package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.testkit.StoreContract.problemOf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.Change;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Principal;
import penstock.kernel.audit.AuditEntry;
import penstock.kernel.store.SqliteStore;
import penstock.model.Problem;
import penstock.model.Ref;

final class ResourceServiceTest {
    private static final Principal ADA = Principal.ADMINISTRATOR;
    private static final Principal PLUMBER = Principal.controller("plumber");

    @TempDir private Path directory = Path.of("");
    private final VirtualClock clock = VirtualClock.create();

    @SuppressWarnings("NullAway.Init") // by openStore
    private SqliteStore store;

    @SuppressWarnings("NullAway.Init") // by openStore
    private ResourceService resources;

    @BeforeEach
    void openStore() {
        store = Valve.store(directory, clock);
        resources = Valve.resources(store, clock);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void remembersWhoCreatedAndWhoChanged() {
        var created = Valve.apply(resources, "shop", 1);
        clock.advance(Duration.ofMinutes(1));
        Valve.apply(resources, "shop", 2);

        var found = resources.require(Valve.KIND, Valve.ref("shop"));

        assertThat(found.spec().opening()).isEqualTo(2);
        assertThat(found.metadata().revision()).isEqualTo(2);
        assertThat(found.metadata().generation()).isEqualTo(2);
        assertThat(found.metadata().created()).isEqualTo(created.metadata().created());
        assertThat(found.metadata().changed().orElseThrow().at()).isEqualTo(clock.instant());
        assertThat(store.audit(0, 10))
                .extracting(AuditEntry::verb)
                .containsExactly("create", "update");
    }

    @Test
    void writesNothingWhenNothingChanges() {
        var first = Valve.apply(resources, "shop", 1);

        var second = Valve.apply(resources, "shop", 1);

        assertThat(second).isEqualTo(first);
        assertThat(store.revision()).isEqualTo(1);
    }

    @Test
    void aTrialChecksEverythingAndStoresNothing() {
        var trial =
                new Change<>(
                        Valve.KIND,
                        Valve.ref("shop"),
                        Map.of(),
                        Map.of(),
                        new Valve.Spec(7),
                        Optional.empty(),
                        ADA,
                        "apply",
                        "trial",
                        true);

        assertThat(resources.apply(trial).spec().opening()).isEqualTo(7);
        assertThat(store.revision()).isZero();
    }

    @Test
    void refusesWhatAdmissionRefuses() {
        var problem = problemOf(() -> Valve.apply(resources, "shop", 101));

        assertThat(problem.message()).isEqualTo("valve/shop spec.opening: 101 (expected: 0..100)");
        assertThat(store.revision()).isZero();
    }

    @Test
    void refusesAChangeOnTopOfWhatTheAuthorHasNotSeen() {
        Valve.apply(resources, "shop", 1);
        Valve.apply(resources, "shop", 2);

        assertThat(problemOf(() -> resources.apply(Valve.change("shop", 3).expecting(1))))
                .isEqualTo(new Problem.Conflict(Valve.ref("shop"), 1, 2));
        assertThat(problemOf(() -> resources.apply(Valve.change("shop", 3).expecting(0))))
                .isEqualTo(new Problem.Conflict(Valve.ref("shop"), 0, 2));
        assertThat(resources.apply(Valve.change("shop", 3).expecting(2)).spec().opening())
                .isEqualTo(3);
    }

    @Test
    void refusesToChangeWhatNeverChanges() {
        var seal = Ref.parse("Seal/door");
        resources.apply(Change.of(Valve.SEALED, seal, new Valve.Spec(1), ADA, "first"));
        resources.apply(Change.of(Valve.SEALED, seal, new Valve.Spec(1), ADA, "same again"));

        var problem =
                problemOf(
                        () ->
                                resources.apply(
                                        Change.of(
                                                Valve.SEALED,
                                                seal,
                                                new Valve.Spec(2),
                                                ADA,
                                                "other")));

        assertThat(problem.code()).isEqualTo("immutable");
    }

    @Test
    void refusesAnEnvironmentTooFewOrTooMany() {
        var without = Change.of(Valve.KIND, Ref.parse("Valve/x"), new Valve.Spec(1), ADA, "test");
        var with = Change.of(Valve.SEALED, Ref.parse("a/Seal/x"), new Valve.Spec(1), ADA, "test");

        assertThat(problemOf(() -> resources.apply(without)).message())
                .contains("metadata.environment");
        assertThat(problemOf(() -> resources.apply(with)).message())
                .contains("metadata.environment");
    }

    @Test
    void refusesStrangers() {
        var stranger =
                Change.of(
                        Valve.KIND,
                        Valve.ref("shop"),
                        new Valve.Spec(1),
                        new Principal("eve"),
                        "test");

        assertThat(problemOf(() -> resources.apply(stranger)).code()).isEqualTo("forbidden");
        assertThat(store.revision()).isZero();
    }

    @Test
    void namesTheNearestWhenSomethingDoesNotExist() {
        Valve.apply(resources, "shop", 1);

        var problem = problemOf(() -> resources.require(Valve.KIND, Valve.ref("shp")));

        assertThat(problem.message()).contains("production/Valve/shp does not exist", "shop");
    }

    @Test
    void aStatusIsStoredOnlyOnTopOfWhatTheControllerSaw() {
        var seen = Valve.apply(resources, "shop", 1);
        resources.writeStatus(seen, new Valve.Status(5), PLUMBER, "turning");

        var found = resources.require(Valve.KIND, Valve.ref("shop"));
        assertThat(found.status().reached()).isEqualTo(5);
        assertThat(found.metadata().generation()).isEqualTo(1);
        assertThat(
                        problemOf(
                                () ->
                                        resources.writeStatus(
                                                seen, new Valve.Status(6), PLUMBER, "late")))
                .isEqualTo(new Problem.Conflict(Valve.ref("shop"), 1, 2));
    }

    @Test
    void anUnchangedStatusIsNotWritten() {
        var seen = Valve.apply(resources, "shop", 1);

        assertThat(resources.writeStatus(seen, seen.status(), PLUMBER, "same")).isSameAs(seen);
        assertThat(store.revision()).isEqualTo(1);
    }

    @Test
    void aStatusOfADeletedResourceIsNotStored() {
        var seen = Valve.apply(resources, "shop", 1);
        Valve.delete(resources, "shop");

        assertThat(
                        problemOf(
                                () ->
                                        resources.writeStatus(
                                                seen, new Valve.Status(6), PLUMBER, "late")))
                .isInstanceOf(Problem.Conflict.class);
        assertThat(resources.find(Valve.KIND, Valve.ref("shop"))).isEmpty();
    }

    @Test
    void deletesWhatTheAuthorHasSeen() {
        Valve.apply(resources, "shop", 1);

        assertThat(
                        problemOf(
                                () ->
                                        resources.delete(
                                                Valve.KIND,
                                                Valve.ref("shop"),
                                                Optional.of(9L),
                                                ADA,
                                                "test")))
                .isEqualTo(new Problem.Conflict(Valve.ref("shop"), 9, 1));
        Valve.delete(resources, "shop");

        assertThat(problemOf(() -> Valve.delete(resources, "shop")))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(store.audit(0, 10))
                .extracting(AuditEntry::verb)
                .containsExactly("create", "delete");
    }

    @Test
    void concurrentEditsAreAllKept() throws Exception {
        Valve.apply(resources, "shop", 0);
        Callable<Integer> opening =
                () ->
                        resources
                                .edit(
                                        Valve.KIND,
                                        Valve.ref("shop"),
                                        ADA,
                                        "open",
                                        "one more",
                                        spec -> new Valve.Spec(spec.opening() + 1))
                                .spec()
                                .opening();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var edits = IntStream.range(0, 10).mapToObj(_ -> threads.submit(opening)).toList();
            for (var edit : edits) {
                assertThat(edit.get()).isBetween(1, 10);
            }
        }

        assertThat(resources.require(Valve.KIND, Valve.ref("shop")).spec().opening()).isEqualTo(10);
        assertThat(store.audit(1, 20)).hasSize(10).allMatch(entry -> entry.verb().equals("open"));
    }

    @Test
    void listsAllPagesOfAKind() {
        IntStream.range(0, 1_100).forEach(i -> Valve.apply(resources, "v" + i, 1));

        assertThat(resources.list(Valve.KIND, Optional.empty())).hasSize(1_100);
    }
}
