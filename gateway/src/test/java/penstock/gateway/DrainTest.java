package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import penstock.gateway.proxy.Engine;
import penstock.gateway.routes.Cohorts;
import penstock.gateway.routes.InFlight;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.StickyKey;

/// Cohorts, and the promise that an instance reported as empty stays empty.
class DrainTest {

    @Test
    void aUserMeetsTheVersionOfItsCohortAndTheShareIsExact() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var rig = new GatewayRig();
                var client = rig.client()) {
            Set<String> before = Set.of();
            for (int share : new int[] {0, 1, 500, 2_500, 10_000}) {
                rig.serveCandidate(stable, candidate, share);
                Set<String> onCandidate = new HashSet<>();
                for (int user = 0; user < 1_000; user++) {
                    client.request("GET / HTTP/1.1", "Host: a", "Cookie: x=y; uid=user-" + user);
                    if (client.answer().body().equals("candidate")) {
                        onCandidate.add("user-" + user);
                    }
                }

                Set<String> expected = new HashSet<>();
                for (int user = 0; user < 1_000; user++) {
                    if (Cohorts.of("salt", "user-" + user) < share) {
                        expected.add("user-" + user);
                    }
                }
                assertThat(onCandidate).isEqualTo(expected).containsAll(before);
                before = onCandidate;
            }
        }
    }

    /// As when the control plane has news while the last connections have just gone.
    @Test
    void aTableThatComesOnceTheLoopsHaveEndedIsTakenAndNothingComesOfIt() throws Exception {
        var rig = new GatewayRig();
        rig.loops.close();

        rig.serveStable();

        assertThat(rig.engine.appliedVersion()).isZero();
        rig.engine.close();
    }

    @Test
    void aHeaderAndAtLastTheAddressStandInForAMissingCookie() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var rig = new GatewayRig();
                var client = rig.client()) {
            Split split =
                    GatewayRig.split(
                            GatewayRig.version("v1", stable),
                            GatewayRig.version("v2", candidate),
                            5_000);
            rig.serve(
                    new Route(
                            "r",
                            List.of(),
                            "/",
                            List.of(new StickyKey.Cookie("uid"), new StickyKey.Header("X-User")),
                            split,
                            GatewayRig.CALM));

            for (int user = 0; user < 50; user++) {
                client.request("GET / HTTP/1.1", "Host: a", "x-user: user-" + user);
                assertThat(client.answer().body()).isEqualTo(versionOf("user-" + user));
            }
            assertThat(client.get("/").body()).isEqualTo(versionOf("127.0.0.1"));
        }
    }

    private static String versionOf(String user) {
        return Cohorts.of("salt", user) < 5_000 ? "candidate" : "stable";
    }

    @Test
    void anInstanceThatLeftTheTableIsListedUntilItsLastRequestEnds() throws Exception {
        var goOn = new CountDownLatch(1);
        try (var old =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
                                    goOn.await();
                                    peer.send("old");
                                });
                var fresh = RawUpstream.answering(200, "new");
                var rig = new GatewayRig().serveStable(old);
                var waiting = rig.client();
                var client = rig.client()) {
            waiting.request("GET / HTTP/1.1", "Host: a").head();
            rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v2", fresh))));

            assertThat(rig.inFlight()).containsExactly(new InFlight("v1-" + old.port(), 1));
            assertThat(client.get("/").body()).isEqualTo("new");
            goOn.countDown();
            assertThat(new String(waiting.in.readNBytes(3), StandardCharsets.US_ASCII))
                    .isEqualTo("old");
            Await.until(() -> rig.inFlight().isEmpty());
        }
    }

    @Test
    void afterATableIsReportedWithoutAnInstanceAndNothingInFlightItIsNeverUsedAgain()
            throws Exception {
        var isOver = new AtomicBoolean();
        var failures = new AtomicInteger();
        var lateUses = new AtomicInteger();
        List<AtomicBoolean> stopped = List.of(new AtomicBoolean(), new AtomicBoolean());
        List<RawUpstream> shops = new ArrayList<>();
        for (AtomicBoolean mark : stopped) {
            shops.add(
                    new RawUpstream(
                            peer -> {
                                for (String head = peer.head();
                                        !head.isEmpty();
                                        head = peer.head()) {
                                    if (mark.get()) {
                                        lateUses.incrementAndGet();
                                    }
                                    peer.ok("x");
                                }
                            }));
        }
        try (var rig = new GatewayRig().serveStable(shops.get(0))) {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(Thread.ofVirtual().start(() -> keepAsking(rig, isOver, failures)));
            }
            for (int round = 1; round <= 100; round++) {
                int next = round % 2;
                stopped.get(next).set(false);
                rig.serveStable(shops.get(next));
                String old = "v1-" + shops.get(1 - next).port();
                Await.until(
                        () ->
                                rig.inFlight().stream()
                                        .noneMatch(one -> one.instanceId().equals(old)));
                stopped.get(1 - next).set(true);
            }
            isOver.set(true);
            for (Thread client : clients) {
                client.join();
            }
        } finally {
            for (RawUpstream shop : shops) {
                shop.close();
            }
        }

        assertThat(lateUses).hasValue(0);
        assertThat(failures).hasValue(0);
    }

    private static void keepAsking(GatewayRig rig, AtomicBoolean isOver, AtomicInteger failures) {
        try (var client = rig.client()) {
            while (!isOver.get()) {
                if (client.get("/").status() != 200) {
                    failures.incrementAndGet();
                }
            }
        } catch (IOException failed) {
            failures.incrementAndGet();
        }
    }

    @Test
    void theSumOfTheDeltasIsWhatTheClientsCounted() throws Exception {
        int clients = 8;
        int each = 500;
        var isOver = new AtomicBoolean();
        var failures = new AtomicInteger();
        var sum = new AtomicLong();
        var failed = new AtomicLong();
        var rescued = new AtomicLong();
        var latencies = new AtomicLong();
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = failingEveryTenth();
                var rig = new GatewayRig().serveCandidate(stable, candidate, 5_000)) {
            Thread taker =
                    // it never waits, and where there is one processor all virtual ones would
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        boolean isLast;
                                        do {
                                            isLast = isOver.get();
                                            Engine.Snapshot taken = rig.engine.take();
                                            taken.observations()
                                                    .forEach(
                                                            one -> {
                                                                sum.addAndGet(one.requests());
                                                                failed.addAndGet(
                                                                        one.failedRequests());
                                                                rescued.addAndGet(one.rescued());
                                                                latencies.addAndGet(
                                                                        one.latency().count());
                                                                assertThat(one.status().total())
                                                                        .isEqualTo(one.requests());
                                                            });
                                        } while (!isLast);
                                    });
            List<Thread> askers = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int number = i;
                askers.add(Thread.ofVirtual().start(() -> ask(rig, number, each, failures)));
            }
            for (Thread asker : askers) {
                asker.join();
            }
            Await.until(
                    () -> rig.engine.appliedVersion() == 0 && sum.get() >= (long) clients * each);
            isOver.set(true);
            taker.join();
        }

        assertThat(failures).hasValue(0);
        assertThat(sum).hasValue((long) clients * each);
        assertThat(latencies).hasValue((long) clients * each);
        assertThat(failed.get()).isPositive().isEqualTo(rescued.get());
    }

    private static RawUpstream failingEveryTenth() throws IOException {
        var turn = new AtomicInteger();
        return new RawUpstream(
                peer -> {
                    for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                        peer.answer(turn.incrementAndGet() % 10 == 0 ? 500 : 200, "candidate");
                    }
                });
    }

    private static void ask(GatewayRig rig, int number, int times, AtomicInteger failures) {
        try (var client = rig.client()) {
            for (int i = 0; i < times; i++) {
                client.request("GET / HTTP/1.1", "Host: a", "Cookie: uid=" + number + "-" + i);
                if (client.answer().status() != 200) {
                    failures.incrementAndGet();
                }
            }
        } catch (IOException failed) {
            failures.incrementAndGet();
        }
    }
}
