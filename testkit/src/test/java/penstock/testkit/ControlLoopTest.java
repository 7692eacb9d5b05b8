package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.ResourceService;
import penstock.kernel.audit.AuditEntry;
import penstock.kernel.control.Backoff;
import penstock.kernel.control.ControlLoop;
import penstock.kernel.control.ControlSettings;
import penstock.kernel.store.SqliteStore;
import penstock.model.Ref;

final class ControlLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path directory = Path.of("");
    private final VirtualClock clock = VirtualClock.create();
    private final Plumber plumber = new Plumber();

    @SuppressWarnings("NullAway.Init") // by openStore
    private SqliteStore store;

    @SuppressWarnings("NullAway.Init") // by openStore
    private ResourceService resources;

    private final List<ControlLoop> loops = new ArrayList<>();

    /// What to do with a valve: nothing is real, everything is recorded.
    sealed interface Effect {
        Ref valve();

        record Turn(Ref valve, int to) implements Effect {}

        record Inspect(Ref valve) implements Effect {}

        record Unmount(Ref valve) implements Effect {}
    }

    @BeforeEach
    void openStore() {
        store = Valve.store(directory, clock);
        resources = Valve.resources(store, clock);
    }

    @AfterEach
    void closeStore() {
        loops.forEach(ControlLoop::stop);
        store.close();
    }

    private ControlLoop loop(String holder) {
        var backoff =
                new Backoff(
                        Duration.ofMillis(100), Duration.ofSeconds(30), new SplittableRandom(1));
        var settings = new ControlSettings(2, 1, Duration.ofSeconds(15), backoff);
        var loop = new ControlLoop(resources, List.of(plumber), clock, holder, settings);
        loops.add(loop);
        return loop;
    }

    private ControlLoop start() {
        var loop = loop("here");
        loop.start(List.of());
        return loop;
    }

    private static void settle(ControlLoop loop) {
        try {
            assertThat(loop.awaitQuiet(PATIENCE)).as("quiet within " + PATIENCE).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void looksAtWhatExistsAtStartAndAtWhatChangesLater() throws Exception {
        Valve.apply(resources, "old", 1);
        var loop = start();

        assertThat(plumber.next()).isEqualTo(new Effect.Turn(Valve.ref("old"), 1));
        settle(loop);
        plumber.performed.clear();
        Valve.apply(resources, "new", 2);

        assertThat(plumber.next()).isEqualTo(new Effect.Turn(Valve.ref("new"), 2));
        assertThat(plumber.next()).isEqualTo(new Effect.Inspect(Valve.ref("new")));
        settle(loop);
        assertThat(resources.require(Valve.KIND, Valve.ref("new")).status().reached()).isEqualTo(2);
        assertThat(store.audit(0, 10).getLast())
                .extracting(AuditEntry::author, AuditEntry::verb, AuditEntry::reason)
                .containsExactly("controller/plumber", "status", "shall be 2");
    }

    @Test
    void storesWhatWasDecidedBeforeItActs() throws Exception {
        var stored = new LinkedBlockingQueue<Integer>();
        plumber.performing =
                ref -> stored.add(resources.require(Valve.KIND, ref).status().reached());
        var loop = start();

        Valve.apply(resources, "shop", 7);
        settle(loop);

        assertThat(stored).isNotEmpty().containsOnly(7);
    }

    @Test
    void performsNothingThatWasDecidedAboutThePast() throws Exception {
        var isFirst = new AtomicInteger();
        plumber.observing =
                ref -> {
                    if (isFirst.getAndIncrement() == 0) {
                        Valve.apply(resources, "shop", 2);
                    }
                };
        var loop = start();

        Valve.apply(resources, "shop", 1);
        settle(loop);

        assertThat(plumber.performed)
                .contains(new Effect.Turn(Valve.ref("shop"), 2))
                .doesNotContain(new Effect.Turn(Valve.ref("shop"), 1));
    }

    @Test
    void looksAgainWhenTheDecisionSaidSo() {
        plumber.lookAgainIn = Optional.of(Duration.ofSeconds(60));
        Valve.apply(resources, "shop", 1);
        var loop = start();
        settle(loop);
        int before = plumber.looks.get();

        clock.advance(Duration.ofSeconds(59), () -> settle(loop));
        assertThat(plumber.looks.get()).isEqualTo(before);

        clock.advance(Duration.ofSeconds(1), () -> settle(loop));
        assertThat(plumber.looks.get()).isEqualTo(before + 1);

        clock.advance(Duration.ofMinutes(10), () -> settle(loop));
        assertThat(plumber.looks.get()).isEqualTo(before + 11);
    }

    @Test
    void neverLooksAtOneNameTwiceAtOnceAndLooksAgainAfterwards() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        plumber.observing =
                _ -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    entered.countDown();
                    leave.await();
                    inside.decrementAndGet();
                };
        var loop = start();
        Valve.apply(resources, "shop", 1);
        entered.await();

        for (int i = 0; i < 100; i++) {
            loop.wake(Valve.ref("shop"));
        }
        leave.countDown();
        settle(loop);

        assertThat(most.get()).isEqualTo(1);
        assertThat(plumber.looks.get()).isBetween(2, 5);
    }

    @Test
    void anUrgentNameFindsAWorkerWhileAllOthersAreBusy() throws Exception {
        var busy = new CountDownLatch(2);
        var leave = new CountDownLatch(1);
        plumber.performing =
                ref -> {
                    if (ref.name().value().startsWith("slow")) {
                        busy.countDown();
                        leave.await();
                    }
                };
        Valve.apply(resources, "slow-1", 1);
        Valve.apply(resources, "slow-2", 1);
        Valve.apply(resources, "urgent", 1);
        var loop = start();
        busy.await();

        loop.wakeUrgently(Valve.ref("urgent"));

        assertThat(plumber.next()).isEqualTo(new Effect.Turn(Valve.ref("urgent"), 1));
        assertThat(leave.getCount()).isEqualTo(1);
        leave.countDown();
        settle(loop);
    }

    @Test
    void anUrgentWakeDropsTheEffectsStillToComeOfARunningLook() throws Exception {
        var turning = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        plumber.performing =
                _ -> {
                    turning.countDown();
                    leave.await();
                };
        var loop = start();
        Valve.apply(resources, "shop", 50);
        turning.await();

        Valve.apply(resources, "shop", 0);
        loop.wakeUrgently(Valve.ref("shop"));
        leave.countDown();
        settle(loop);

        assertThat(plumber.next()).isEqualTo(new Effect.Turn(Valve.ref("shop"), 50));
        assertThat(plumber.next()).isEqualTo(new Effect.Turn(Valve.ref("shop"), 0));
    }

    @Test
    void aFailureIsLoggedOnceAndTriedAgainWithGrowingDelaysUntilItWorks() {
        var failing = new AtomicInteger(5);
        plumber.performing =
                _ -> {
                    if (failing.getAndDecrement() > 0) {
                        throw new IllegalStateException("stuck");
                    }
                };
        try (var log = new RecordedLog("penstock.kernel.control.Look")) {
            var loop = start();
            Valve.apply(resources, "shop", 1);
            settle(loop);
            assertThat(plumber.performed).isEmpty();

            clock.advance(Duration.ofSeconds(10), () -> settle(loop));

            assertThat(plumber.performed)
                    .contains(
                            new Effect.Turn(Valve.ref("shop"), 1),
                            new Effect.Inspect(Valve.ref("shop")));
            assertThat(log.warnings).hasSize(1);
            assertThat(log.warnings.getFirst().getMessage())
                    .contains("look failed", "production/Valve/shop", "plumber");
        }
    }

    @Test
    void wantOfMemoryEndsNoWorker() throws Exception {
        var failing = new AtomicInteger(4);
        plumber.observing =
                _ -> {
                    if (failing.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("for a test");
                    }
                };
        var loop = start();
        for (var name : List.of("one", "two", "three", "four")) {
            Valve.apply(resources, name, 1);
        }
        settle(loop);

        clock.advance(Duration.ofSeconds(10), () -> settle(loop));

        assertThat(plumber.performed)
                .contains(
                        new Effect.Turn(Valve.ref("one"), 1),
                        new Effect.Turn(Valve.ref("two"), 1),
                        new Effect.Turn(Valve.ref("three"), 1),
                        new Effect.Turn(Valve.ref("four"), 1));
    }

    @Test
    void cleansUpBehindADeletedResource() throws Exception {
        Valve.apply(resources, "shop", 1);
        var loop = start();
        settle(loop);
        plumber.performed.clear();

        Valve.delete(resources, "shop");

        assertThat(plumber.next()).isEqualTo(new Effect.Unmount(Valve.ref("shop")));
        settle(loop);
    }

    @Test
    void cleansUpAtStartBehindWhatWasDeletedWhileNothingRan() throws Exception {
        var loop = loop("here");

        loop.start(List.of(Valve.ref("forgotten")));

        assertThat(plumber.next()).isEqualTo(new Effect.Unmount(Valve.ref("forgotten")));
    }

    @Test
    void cleaningUpGoesOnUntilNothingIsLeft() {
        plumber.unmountsNeeded = 3;
        var loop = loop("here");
        loop.start(List.of(Valve.ref("forgotten")));

        clock.advance(Duration.ofSeconds(5), () -> settle(loop));

        assertThat(plumber.performed).hasSize(3);
    }

    @Test
    void cleaningUpIsTriedAgainUntilItWorks() {
        var failing = new AtomicInteger(2);
        plumber.performing =
                _ -> {
                    if (failing.getAndDecrement() > 0) {
                        throw new IllegalStateException("stuck");
                    }
                };
        var loop = loop("here");
        loop.start(List.of(Valve.ref("forgotten")));

        clock.advance(Duration.ofSeconds(5), () -> settle(loop));

        assertThat(plumber.performed).containsExactly(new Effect.Unmount(Valve.ref("forgotten")));
    }

    @Test
    void actsOnlyWhileItHoldsTheLease() {
        assertThat(store.acquire(ControlLoop.LEASE, "elsewhere", Duration.ofSeconds(20))).isTrue();
        Valve.apply(resources, "shop", 1);
        var loop = start();

        clock.advance(Duration.ofSeconds(15));
        assertThat(plumber.looks.get()).isZero();

        clock.advance(Duration.ofSeconds(10));
        settle(loop);
        assertThat(plumber.performed).contains(new Effect.Turn(Valve.ref("shop"), 1));
        assertThat(store.acquire(ControlLoop.LEASE, "elsewhere", Duration.ofSeconds(20))).isFalse();
    }

    @Test
    void keepsTheLeaseWhileItRunsAndGivesItBackWhenItStops() {
        var loop = start();

        clock.advance(Duration.ofMinutes(5), () -> settle(loop));
        assertThat(store.acquire(ControlLoop.LEASE, "elsewhere", Duration.ofSeconds(20))).isFalse();

        loop.stop();
        assertThat(store.acquire(ControlLoop.LEASE, "elsewhere", Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void asksForTheLeaseAgainWhateverBecameOfTheLastTime() {
        var mistakes = new AtomicInteger();
        store.close();
        store =
                SqliteStore.open(
                        directory.resolve("store.db"),
                        directory.resolve("keys"),
                        () -> {
                            if (mistakes.getAndDecrement() > 0) {
                                throw new NoClassDefFoundError("for a test");
                            }
                            return clock.instant();
                        });
        resources = Valve.resources(store, clock);
        var loop = start();
        settle(loop);

        mistakes.set(1);
        clock.advance(Duration.ofSeconds(60));
        assertThat(mistakes.get()).isNegative();

        Valve.apply(resources, "shop", 1);
        settle(loop);
        assertThat(plumber.performed).contains(new Effect.Turn(Valve.ref("shop"), 1));
    }

    @Test
    void goesOnAfterTheWallClockJumped() {
        var loop = start();
        settle(loop);
        clock.jump(Duration.ofHours(-3));
        Valve.apply(resources, "back", 1);
        settle(loop);
        clock.jump(Duration.ofHours(6));
        Valve.apply(resources, "forth", 1);

        clock.advance(Duration.ofSeconds(5));
        settle(loop);

        assertThat(plumber.performed)
                .contains(
                        new Effect.Turn(Valve.ref("back"), 1),
                        new Effect.Turn(Valve.ref("forth"), 1));
    }

    @Test
    void waitsForARunningEffectWhenItStops() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        plumber.performing =
                _ -> {
                    entered.countDown();
                    leave.await();
                };
        var loop = start();
        Valve.apply(resources, "shop", 1);
        entered.await();

        var stopping = Thread.ofVirtual().start(loop::stop);
        assertThat(stopping.join(Duration.ofMillis(50))).isFalse();
        leave.countDown();

        assertThat(stopping.join(PATIENCE)).isTrue();
        assertThat(plumber.together.get()).isZero();
        assertThat(plumber.performed).containsExactly(new Effect.Turn(Valve.ref("shop"), 1));
    }

    @Test
    void leavesKindsWithoutAControllerAlone() {
        var loop = start();

        loop.wake(Ref.parse("Seal/door"));
        loop.wakeUrgently(Ref.parse("Seal/door"));
        settle(loop);

        assertThat(plumber.looks.get()).isZero();
    }

    @Test
    void refusesTwoControllersForOneKind() {
        assertThatThrownBy(
                        () ->
                                new ControlLoop(
                                        resources,
                                        List.of(plumber, new Plumber()),
                                        clock,
                                        "here",
                                        ControlSettings.usual(new SplittableRandom(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two for Valve");
    }

    /// Listens to one logger.
    private static final class RecordedLog extends Handler implements AutoCloseable {
        final List<LogRecord> warnings = new java.util.concurrent.CopyOnWriteArrayList<>();
        private final Logger logger;

        RecordedLog(String name) {
            logger = Logger.getLogger(name);
            logger.addHandler(this);
            logger.setUseParentHandlers(false);
        }

        @Override
        public void publish(LogRecord event) {
            if (event.getLevel().equals(Level.WARNING)) {
                warnings.add(event);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
        }
    }
}
