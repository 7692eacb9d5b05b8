package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Split;

/// What instances speak changes from one table to the next, while clients of both protocols send requests that must arrive exactly once.
class ProtocolChangeTest {

    private static final int ROUNDS = 4;
    private static final int MORE = 20;
    private static final int CLIENTS = 4;

    private final Map<String, Integer> received = new ConcurrentHashMap<>();
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger older = new AtomicInteger();
    private final AtomicInteger newer = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();

    /// While it is closed, instances keep what they are asked.
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private volatile boolean isOver;

    /// Speaks what the gateway begins with.
    private RawUpstream speakingBoth() throws IOException {
        return new RawUpstream(
                peer -> {
                    peer.in.mark(2);
                    peer.in.skipNBytes(1);
                    // POST begins with a P too
                    boolean isHttp2 = peer.in.read() == Http2Wire.PREFACE.charAt(1);
                    peer.in.reset();
                    if (isHttp2) {
                        serveHttp2(Http2Wire.server(peer.socket, peer.in));
                    } else {
                        serveHttp1(peer);
                    }
                });
    }

    private void hold() throws IOException {
        held.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException over) {
            throw new IOException(over);
        } finally {
            held.decrementAndGet();
        }
    }

    private void serveHttp1(RawUpstream.Peer peer) throws IOException {
        for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            peer.skipBody(head);
            older.incrementAndGet();
            String path = head.split(" ", 3)[1];
            received.merge(path, 1, Integer::sum);
            hold();
            peer.ok(path);
        }
    }

    private void serveHttp2(Http2Wire wire) throws IOException {
        for (var request = wire.requestOrNull(); request != null; request = wire.requestOrNull()) {
            newer.incrementAndGet();
            String path = request.header(":path");
            received.merge(path, 1, Integer::sum);
            hold();
            wire.answer(request.stream(), 200, path);
        }
    }

    private void askHttp1(GatewayRig rig) {
        try (var client = rig.client()) {
            while (!isOver) {
                String path = "/" + numbers.incrementAndGet();
                client.request(
                        "POST " + path + " HTTP/1.1",
                        "Host: shop.test",
                        "Cookie: uid=" + path,
                        "Content-Length: 0");
                var answer = client.answer();
                note(path, answer.status() + answer.body());
            }
        } catch (IOException broken) {
            failures.add(broken.toString());
        }
    }

    private void askHttp2(GatewayRig rig) {
        try (var client = Http2Wire.client(rig.address)) {
            for (int stream = 1; !isOver; stream += 2) {
                String path = "/" + numbers.incrementAndGet();
                client.request(0, stream, "POST", path, "cookie: uid=" + path)
                        .data(Http2Wire.END_STREAM, stream, "x");
                var answer = client.message(stream);
                note(path, answer.status() + answer.body());
            }
        } catch (IOException broken) {
            failures.add(broken.toString());
        }
    }

    private void note(String path, String answer) {
        if (answer.equals("200" + path)) {
            answered.add(path);
        } else {
            failures.add(path + ": " + answer);
        }
    }

    /// Serves one table after another, each until some more requests were answered, and checks what became of all. Whenever the table
    /// changes, every client waits for an answer, and an instance holds at least one of these requests.
    private void underLoad(GatewayRig rig, List<Route> tables) throws InterruptedException {
        rig.serve(tables.getFirst());
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS / 2; i++) {
            clients.add(Thread.ofVirtual().start(() -> askHttp1(rig)));
            clients.add(Thread.ofVirtual().start(() -> askHttp2(rig)));
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Route table : tables) {
                gate = new CountDownLatch(1);
                Await.until(() -> isHeld() || !failures.isEmpty());
                rig.serve(table);
                // each loop has done what a change of the table brings
                rig.loops.openSessions();
                gate.countDown();
                int goal = answered.size() + MORE;
                Await.until(() -> answered.size() >= goal || !failures.isEmpty());
            }
        }
        isOver = true;
        for (Thread client : clients) {
            client.join();
        }

        assertThat(failures).isEmpty();
        assertThat(answered).allSatisfy(path -> assertThat(received.get(path)).isEqualTo(1));
        assertThat(older.get()).isPositive();
        assertThat(newer.get()).isPositive();
    }

    private boolean isHeld() {
        return held.get() > 0 && numbers.get() - answered.size() == CLIENTS;
    }

    private static Route rollout(RouteVersion stable, RouteVersion candidate, int basisPoints) {
        return GatewayRig.route(GatewayRig.split(stable, candidate, basisPoints));
    }

    /// From HTTP/1.1 to HTTP/2 by steps, promoted, and back again; and aborted on the way, once when the candidate has all requests.
    @Test
    void aRolloutBetweenProtocolsLosesNothing() throws Exception {
        try (var first = speakingBoth();
                var second = speakingBoth();
                var rig = new GatewayRig()) {
            var one = GatewayRig.version("v1", first);
            var two = GatewayRig.http2("v2", second);
            underLoad(
                    rig,
                    List.of(
                            GatewayRig.route(Split.all(one)),
                            rollout(one, two, 2_500),
                            GatewayRig.route(Split.all(one)),
                            rollout(one, two, 5_000),
                            rollout(one, two, 10_000),
                            GatewayRig.route(Split.all(one)),
                            rollout(one, two, 10_000),
                            GatewayRig.route(Split.all(two)),
                            rollout(two, one, 2_500),
                            rollout(two, one, 10_000)));
        }
    }

    /// As when the word is changed while no rollout is under way.
    @Test
    void theSameInstancesAreSpokenToInAnotherWay() throws Exception {
        try (var shop = speakingBoth();
                var rig = new GatewayRig()) {
            var route = GatewayRig.route(Split.all(GatewayRig.version("v1", shop)));

            underLoad(
                    rig,
                    List.of(route.speaking(Protocol.HTTP_2), route.speaking(Protocol.HTTP_1_1)));
        }
    }
}
