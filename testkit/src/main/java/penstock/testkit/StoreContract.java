package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import penstock.kernel.audit.AuditDraft;
import penstock.kernel.audit.AuditEntry;
import penstock.kernel.store.Document;
import penstock.kernel.store.Event;
import penstock.kernel.store.Put;
import penstock.kernel.store.Query;
import penstock.kernel.store.Store;
import penstock.kernel.store.Write;
import penstock.model.Name;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;

/// The rules every [Store] keeps. An implementation's test extends this.
public abstract class StoreContract {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final AuditDraft AUDIT = new AuditDraft("ada", "update", "because");

    protected final VirtualClock clock = VirtualClock.create();

    /// Opened before each test.
    @SuppressWarnings("NullAway.Init") // by openStore
    protected Store store;

    /// Opens the store of this test, which is empty at first and holds what was stored when it is opened again.
    ///
    /// @param keptChanges how many changes a watcher may be behind
    protected abstract Store open(InstantSource clock, int keptChanges);

    @BeforeEach
    final void openStore() {
        store = open(clock, 1_000);
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    protected final void restart(int keptChanges) {
        store.close();
        store = open(clock, keptChanges);
    }

    protected static Ref ref(String name) {
        return Ref.parse("production/Service/" + name);
    }

    protected static Write write(Put... puts) {
        return new Write(List.of(puts), AUDIT);
    }

    protected static Put put(String name, long expected, String json) {
        return new Put(ref(name), expected, Optional.of(json));
    }

    protected static Put delete(String name, long expected) {
        return new Put(ref(name), expected, Optional.empty());
    }

    protected static Problem problemOf(ThrowingCallable call) {
        var thrown = org.assertj.core.api.Assertions.catchThrowable(call);
        assertThat(thrown).isInstanceOf(ProblemException.class);
        return ((ProblemException) thrown).problem();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(store.revision()).isZero();
        assertThat(store.find(ref("shop"))).isEmpty();
        assertThat(store.list(Query.all("Service")).documents()).isEmpty();
        assertThat(store.audit(0, 10)).isEmpty();
    }

    @Test
    void givesEachDocumentOfAWriteARevisionOfItsOwnInOrder() {
        long revision = store.write(write(put("a", Put.ABSENT, "1"), put("b", Put.ABSENT, "2")));

        assertThat(revision).isEqualTo(2).isEqualTo(store.revision());
        assertThat(store.find(ref("a"))).contains(new Document(ref("a"), 1, "1"));
        assertThat(store.find(ref("b"))).contains(new Document(ref("b"), 2, "2"));
    }

    @Test
    void refusesAWriteOnTopOfWhatTheAuthorHasNotSeen() {
        store.write(write(put("shop", Put.ABSENT, "1")));
        store.write(write(put("shop", 1, "2")));

        assertThat(problemOf(() -> store.write(write(put("shop", 1, "3")))))
                .isEqualTo(new Problem.Conflict(ref("shop"), 1, 2));
        assertThat(problemOf(() -> store.write(write(put("shop", Put.ABSENT, "3")))))
                .isEqualTo(new Problem.Conflict(ref("shop"), 0, 2));
        assertThat(problemOf(() -> store.write(write(delete("shop", 1)))))
                .isEqualTo(new Problem.Conflict(ref("shop"), 1, 2));
        assertThat(problemOf(() -> store.write(write(put("other", 5, "3")))))
                .isEqualTo(new Problem.Conflict(ref("other"), 5, 0));
        assertThat(store.find(ref("shop"))).contains(new Document(ref("shop"), 2, "2"));
        assertThat(store.audit(0, 10)).hasSize(2);
    }

    @Test
    void storesAllDocumentsOfAWriteOrNone() {
        store.write(write(put("b", Put.ABSENT, "old")));

        assertThat(
                        problemOf(
                                () ->
                                        store.write(
                                                write(
                                                        put("a", Put.ABSENT, "new"),
                                                        put("b", Put.ABSENT, "new")))))
                .isInstanceOf(Problem.Conflict.class);
        assertThat(store.find(ref("a"))).isEmpty();
        assertThat(store.revision()).isEqualTo(1);
    }

    @Test
    void replacesAndDeletesWhateverIsThereWhenAsked() {
        store.write(write(put("shop", Put.ANY, "1")));
        store.write(write(put("shop", Put.ANY, "2")));
        store.write(write(delete("shop", Put.ANY)));

        assertThat(store.find(ref("shop"))).isEmpty();
        assertThat(problemOf(() -> store.write(write(delete("shop", Put.ANY)))))
                .isEqualTo(new Problem.NotFound("production/Service/shop", ""));
    }

    @Test
    void neverGivesARevisionTwiceAlsoAfterDeletesAndRestarts() {
        store.write(write(put("shop", Put.ABSENT, "1")));
        store.write(write(delete("shop", 1)));
        restart(1_000);

        assertThat(store.revision()).isEqualTo(2);
        assertThat(store.write(write(put("shop", Put.ABSENT, "2")))).isEqualTo(3);
    }

    @Test
    void keepsAnyTextAsItIs() {
        var text =
                "{\"a\":\"quote ' \\\" \u0000 \uD83D\uDEB0 ; DROP TABLE\"}" + "x".repeat(300_000);

        store.write(
                new Write(List.of(put("shop", 0, text)), new AuditDraft("ädá", "it's", "\u0000;")));
        restart(1_000);

        assertThat(store.find(ref("shop")).orElseThrow().json()).isEqualTo(text);
        assertThat(store.audit(0, 1).getFirst())
                .extracting(AuditEntry::author, AuditEntry::verb, AuditEntry::reason)
                .containsExactly("ädá", "it's", "\u0000;");
    }

    @Test
    void listsInPagesOrderedByEnvironmentAndName() {
        for (var name :
                List.of("b/Service/x", "a/Service/z", "a/Service/y", "a/Other/q", "Service/g")) {
            store.write(write(new Put(Ref.parse(name), Put.ABSENT, Optional.of("{}"))));
        }

        var first = store.list(new Query("Service", Optional.empty(), "", 2));
        var second = store.list(new Query("Service", Optional.empty(), first.next(), 2));

        assertThat(first.revision()).isEqualTo(5);
        assertThat(first.documents())
                .extracting(document -> document.ref().toString())
                .containsExactly("Service/g", "a/Service/y");
        assertThat(second.documents())
                .extracting(document -> document.ref().toString())
                .containsExactly("a/Service/z", "b/Service/x");
        assertThat(second.next()).isEmpty();
    }

    @Test
    void listsOneEnvironmentInPages() {
        for (var name : List.of("a/Service/x", "a/Service/y", "a/Service/z", "b/Service/x")) {
            store.write(write(new Put(Ref.parse(name), Put.ABSENT, Optional.of("{}"))));
        }
        var environment = Optional.of(new Name("a"));

        var first = store.list(new Query("Service", environment, "", 2));
        var second = store.list(new Query("Service", environment, first.next(), 2));

        assertThat(first.documents())
                .extracting(document -> document.ref().name().value())
                .containsExactly("x", "y");
        assertThat(second.documents())
                .extracting(document -> document.ref().toString())
                .containsExactly("a/Service/z");
    }

    @Test
    void refusesToContinueAListBehindSomethingThatIsNoName() {
        assertThat(problemOf(() -> store.list(new Query("Service", Optional.empty(), "?", 2))))
                .isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void tellsChangesInOrderAlsoAfterARestart() throws InterruptedException {
        store.write(write(put("a", Put.ABSENT, "1"), put("b", Put.ABSENT, "2")));
        store.write(write(delete("a", 1)));
        var expected =
                List.of(
                        new Event(1, ref("a"), Optional.of("1")),
                        new Event(2, ref("b"), Optional.of("2")),
                        new Event(3, ref("a"), Optional.empty()));

        var before = store.changesSince(0, 10, Duration.ZERO);
        restart(1_000);
        var after = store.changesSince(0, 10, Duration.ZERO);

        assertThat(before).isEqualTo(expected);
        assertThat(after).isEqualTo(expected);
        assertThat(store.changesSince(1, 1, LONG)).isEqualTo(expected.subList(1, 2));
        assertThat(store.changesSince(3, 10, Duration.ZERO)).isEmpty();
    }

    @Test
    void wakesThousandsOfWatchersWithOneWrite() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<Event>> watcher = () -> store.changesSince(0, 10, LONG);
            var watchers =
                    IntStream.range(0, 5_000).mapToObj(_ -> threads.submit(watcher)).toList();

            store.write(write(put("shop", Put.ABSENT, "1")));

            for (var seen : watchers) {
                assertThat(seen.get()).containsExactly(new Event(1, ref("shop"), Optional.of("1")));
            }
        }
    }

    @Test
    void aWatcherMissesNothingWhileManyWrite() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 8; writer++) {
                var name = "w" + writer;
                threads.execute(
                        () -> {
                            for (int i = 0; i < 50; i++) {
                                store.write(write(put(name, Put.ANY, "" + i)));
                            }
                        });
            }

            var revisions = new ArrayList<Long>();
            while (revisions.size() < 400) {
                var events = store.changesSince(revisions.size(), 7, LONG);
                assertThat(events).isNotEmpty();
                events.forEach(event -> revisions.add(event.revision()));
            }

            assertThat(revisions)
                    .isEqualTo(IntStream.rangeClosed(1, 400).mapToLong(i -> i).boxed().toList());
        }
    }

    @Test
    void tellsAWatcherThatIsTooFarBehind() throws InterruptedException {
        restart(3);
        for (int i = 0; i < 5; i++) {
            store.write(write(put("shop", Put.ANY, "" + i)));
        }

        assertThat(problemOf(() -> store.changesSince(1, 10, LONG)))
                .isEqualTo(new Problem.TooFarBehind(1, 2));
        assertThat(store.changesSince(2, 10, LONG)).hasSize(3);
        restart(3);
        assertThat(problemOf(() -> store.changesSince(1, 10, LONG)))
                .isEqualTo(new Problem.TooFarBehind(1, 2));
        assertThat(store.changesSince(2, 10, LONG)).hasSize(3);
    }

    @Test
    void tellsAWatcherOfAnotherStoreInsteadOfLettingItWait() {
        assertThat(problemOf(() -> store.changesSince(1, 10, LONG)))
                .isInstanceOf(Problem.TooFarBehind.class);
    }

    @Test
    void losesNoUpdateOfConcurrentAuthors() throws Exception {
        store.write(write(put("counter", Put.ABSENT, "0")));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var authors = new ArrayList<Future<Integer>>();
            for (int author = 0; author < 16; author++) {
                authors.add(threads.submit(() -> incrementTimes(20)));
            }
            for (var author : authors) {
                author.get();
            }
        }

        assertThat(store.find(ref("counter")).orElseThrow().json()).isEqualTo("320");
        assertThat(store.revision()).isEqualTo(321);
        assertThat(store.audit(0, 1_000)).hasSize(321);
    }

    private int incrementTimes(int times) {
        int done = 0;
        while (done < times) {
            var seen = store.find(ref("counter")).orElseThrow();
            var next = "" + (Integer.parseInt(seen.json()) + 1);
            try {
                store.write(write(put("counter", seen.revision(), next)));
                done++;
            } catch (ProblemException e) {
                assertThat(e.problem()).isInstanceOf(Problem.Conflict.class);
            }
        }
        return done;
    }

    @Test
    void givesALeaseToOneHolderUntilItRunsOutOrIsReleased() {
        assertThat(store.acquire("lease", "a", Duration.ofSeconds(10))).isTrue();
        assertThat(store.acquire("lease", "b", Duration.ofSeconds(10))).isFalse();
        assertThat(store.acquire("other", "b", Duration.ofSeconds(10))).isTrue();

        clock.advance(Duration.ofSeconds(9));
        assertThat(store.acquire("lease", "a", Duration.ofSeconds(10))).isTrue();
        clock.advance(Duration.ofSeconds(9));
        restart(1_000);
        assertThat(store.acquire("lease", "b", Duration.ofSeconds(10))).isFalse();

        clock.advance(Duration.ofSeconds(1));
        assertThat(store.acquire("lease", "b", Duration.ofSeconds(10))).isTrue();
        store.release("lease", "a");
        assertThat(store.acquire("lease", "a", Duration.ofSeconds(10))).isFalse();
        store.release("lease", "b");
        assertThat(store.acquire("lease", "a", Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void recordsWhoDidWhatWhyAndWhenWithEachWrite() {
        store.write(write(put("a", Put.ABSENT, "1"), put("b", Put.ABSENT, "2")));
        clock.advance(Duration.ofMinutes(1));
        store.write(
                new Write(
                        List.of(delete("a", 1)),
                        new AuditDraft("bob", "delete", "no longer used")));

        var log = store.audit(0, 10);

        assertThat(log).extracting(AuditEntry::sequence).containsExactly(1L, 2L);
        assertThat(log.getFirst().subject()).isEqualTo("production/Service/a production/Service/b");
        assertThat(log.getLast())
                .extracting(
                        AuditEntry::author,
                        AuditEntry::verb,
                        AuditEntry::reason,
                        AuditEntry::revision,
                        AuditEntry::at)
                .containsExactly("bob", "delete", "no longer used", 3L, clock.instant());
        assertThat(store.audit(1, 10)).isEqualTo(log.subList(1, 2));
        assertThat(store.audit(0, 1)).isEqualTo(log.subList(0, 1));
    }

    @Test
    void worksForACallerThatWasInterrupted() {
        Thread.currentThread().interrupt();

        store.write(write(put("shop", Put.ABSENT, "1")));
        var found = store.find(ref("shop"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(found).isPresent();
    }

    @Test
    void saysThatItIsClosedAlsoToThoseWhoWait() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = threads.submit(() -> problemOf(() -> store.changesSince(0, 1, LONG)));

            store.close();

            assertThat(waiting.get()).isInstanceOf(Problem.Unavailable.class);
        }
        assertThat(problemOf(() -> store.write(write(put("shop", Put.ABSENT, "1")))))
                .isInstanceOf(Problem.Unavailable.class);
        assertThat(problemOf(() -> store.find(ref("shop"))))
                .isInstanceOf(Problem.Unavailable.class);
    }

    @Test
    void checksByWritingButChangesNothing() {
        store.check();

        assertThat(store.revision()).isZero();
        assertThat(store.audit(0, 10)).isEmpty();
    }

    @Test
    void refusesAWriteThatNamesADocumentTwice() {
        assertThatThrownBy(() -> write(put("a", 0, "1"), put("a", 0, "2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("production/Service/a");
    }
}
