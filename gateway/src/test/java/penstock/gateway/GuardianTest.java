package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.Split;

/// The guardian and its gateways as real processes. Where there is no epoll (not Linux) there is no guardian either.
@EnabledIf("isLinux")
class GuardianTest {

    @TempDir Path folder;

    static boolean isLinux() {
        return System.getenv("CI") != null || Guard.isSupported();
    }

    private static RouteTable table(long version, RawUpstream shop) {
        return new RouteTable(
                version,
                List.of(
                        GatewayRig.route(
                                Split.all(GatewayRig.version("v1", shop)), Limits.DEFAULT)));
    }

    private static void awaitServing(GuardedGateway gateway) {
        Await.until(
                () -> {
                    try (var client = new RawClient(gateway.address())) {
                        return client.get("/").status() == 200;
                    } catch (IOException notYet) {
                        return false;
                    }
                });
    }

    @Test
    void handoversUnderLoadLoseNothingAndEveryRequestIsReportedOnce() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GuardedGateway(folder)) {
            gateway.control.publish(table(1, shop));
            awaitServing(gateway);
            long first = gateway.pid();
            var load = new GatewayLoad(gateway.address(), 24, 8);
            try (load) {
                for (int i = 0; i < 3; i++) {
                    load.await(300);
                    gateway.handOver();
                }
                load.await(300);
            }

            assertThat(load.failures).isEmpty();
            assertThat(load.refusals).isEmpty();
            assertThat(gateway.pid()).isNotEqualTo(first);
            Await.until(() -> ProcessHandle.of(first).isEmpty());
            gateway.guardian().destroy();
            gateway.guardian().onExit().get(60, TimeUnit.SECONDS);
            long requests = shop.heads.size();
            assertThat(gateway.control.sumOnceRequestsAre(requests, Observation::requests))
                    .isEqualTo(requests);
            assertThat(gateway.control.reports)
                    .allSatisfy(report -> assertThat(report.observations()).isEmpty());
        }
    }

    @Test
    void whatIsUnderWayGoesOnInTheOldGatewayAfterTheHandover() throws Exception {
        var goOn = new CountDownLatch(1);
        try (var shop = new RawUpstream(peer -> serveSlowly(peer, goOn));
                var gateway = new GuardedGateway(folder)) {
            gateway.control.publish(table(1, shop));
            awaitServing(gateway);
            try (var download = new RawClient(gateway.address());
                    var upload = new RawClient(gateway.address());
                    var tunnel = new RawClient(gateway.address());
                    var idle = new RawClient(gateway.address())) {
                download.request("GET /stream HTTP/1.1", "Host: a", "Connection: close").head();
                upload.request("POST /upload HTTP/1.1", "Host: a", "Content-Length: 10")
                        .send("first");
                tunnel.request("GET /ws HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: ws")
                        .head();
                assertThat(idle.get("/").header("Connection")).isEmpty();

                gateway.handOver();

                assertThat(tunnel.send("ping\n").line()).isEqualTo("ping");
                assertThat(upload.send("after").answer().body()).isEqualTo("firstafter");
                Await.until(() -> isLast(idle));
                goOn.countDown();
                assertThat(download.rest()).contains("begin").contains("end");
                assertThat(tunnel.send("still\n").line()).isEqualTo("still");
            }
        }
    }

    private static boolean isLast(RawClient client) {
        try {
            var answer = client.get("/");
            assertThat(answer.status()).isEqualTo(200);
            return answer.header("Connection").equals("close");
        } catch (IOException lost) {
            throw new AssertionError("a request on a kept connection was lost", lost);
        }
    }

    private static void serveSlowly(RawUpstream.Peer peer, CountDownLatch goOn) throws Exception {
        for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            String path = head.split(" ", 3)[1];
            switch (path) {
                case "/stream" -> {
                    peer.send(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n");
                    goOn.await();
                    peer.send("3\r\nend\r\n0\r\n\r\n");
                }
                case "/upload" -> {
                    byte[] body = peer.in.readNBytes(10);
                    peer.ok(new String(body, java.nio.charset.StandardCharsets.US_ASCII));
                }
                case "/ws" -> {
                    peer.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ws\r\n\r\n");
                    peer.in.transferTo(peer.out);
                }
                default -> peer.ok("hello");
            }
        }
    }

    @Test
    void tunnelsAndAnswersThatOutlastTheirGraceAreCutAndTheOldGatewayEnds() throws Exception {
        var never = new CountDownLatch(1);
        try (var shop = new RawUpstream(peer -> serveSlowly(peer, never));
                var gateway =
                        new GuardedGateway(
                                folder, "--answer-grace", "1s", "--tunnel-grace", "0s")) {
            gateway.control.publish(table(1, shop));
            awaitServing(gateway);
            ProcessHandle old = gateway.gateway();
            try (var download = new RawClient(gateway.address());
                    var tunnel = new RawClient(gateway.address())) {
                download.request("GET /stream HTTP/1.1", "Host: a", "Connection: close").head();
                tunnel.request("GET /ws HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: ws")
                        .head();

                gateway.handOver();

                assertThat(tunnel.rest()).isEmpty();
                assertThat(download.rest()).doesNotContain("end");
                old.onExit().get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aWebSocketThatOutlastsItsGraceGetsACloseFrame() throws Exception {
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    if (peer.head().contains("websocket")) {
                                        peer.send(
                                                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\u0081\u0002hi");
                                        peer.in.readAllBytes();
                                    } else {
                                        peer.ok("hello");
                                    }
                                });
                var gateway = new GuardedGateway(folder, "--tunnel-grace", "0s")) {
            gateway.control.publish(table(1, shop));
            awaitServing(gateway);
            ProcessHandle old = gateway.gateway();
            try (var client = new RawClient(gateway.address())) {
                client.request(
                        "GET /ws HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: websocket");
                client.head();

                gateway.handOver();

                assertThat(client.rest()).isEqualTo("\u0081\u0002hi\u0088\u0002\u0003\u00e9");
                client.socket.shutdownOutput();
                old.onExit().get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aSuccessorTrustsTheProxiesThatItsOwnCommandNames() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GuardedGateway(folder)) {
            gateway.control.publish(table(1, shop));
            awaitServing(gateway);
            long first = gateway.pid();
            assertThat(forwardedFor(gateway, shop)).isEqualTo("127.0.0.1");

            gateway.propose(gateway.command("--trusted-proxies", "10.0.0.0/8,127.0.0.1/32"));
            Await.until(() -> !gateway.isProposed() && gateway.pid() != first);
            Await.until(() -> ProcessHandle.of(first).isEmpty());

            assertThat(forwardedFor(gateway, shop)).isEqualTo("6.6.6.6, 127.0.0.1");
        }
    }

    private static String forwardedFor(GuardedGateway gateway, RawUpstream shop)
            throws IOException {
        shop.heads.clear();
        try (var client = new RawClient(gateway.address())) {
            client.request("GET / HTTP/1.1", "Host: a", "X-Forwarded-For: 6.6.6.6").answer();
        }
        return shop.heads.remove().replaceAll("(?s).*X-Forwarded-For: ([^\r]*)\r.*", "$1");
    }

    @Test
    void whenTheGatewayIsKilledConnectionsWaitInsteadOfBeingRefused() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GuardedGateway(folder)) {
            gateway.control.publish(table(1, shop));
            awaitServing(gateway);
            Await.until(() -> folder.resolve("run/routes.bin").toFile().exists());
            int clients = 24;
            int kills = 3;
            var load = new GatewayLoad(gateway.address(), clients, 8);
            try (load) {
                for (int i = 0; i < kills; i++) {
                    load.await(200);
                    long before = gateway.pid();
                    gateway.gateway().destroyForcibly();
                    Await.until(() -> gateway.pid() != before);
                }
                load.await(200);
            }

            assertThat(load.refusals).isEmpty();
            assertThat(load.failures.size()).isLessThanOrEqualTo(kills * (clients + 8));
        }
    }

    /// The gateway that drains has heard of a table that the killed one had not stored; users must not meet the one before.
    @Test
    void aGatewayKilledWhileAnotherDrainsIsFollowedByOneThatServesTheNewestTable()
            throws Exception {
        var goOn = new CountDownLatch(1);
        try (var old = new RawUpstream(peer -> serveSlowly(peer, goOn));
                var shop = RawUpstream.answering(200, "new");
                var gateway = new GuardedGateway(folder)) {
            gateway.control.publish(table(1, old));
            awaitServing(gateway);
            try (var download = new RawClient(gateway.address())) {
                download.request("GET /stream HTTP/1.1", "Host: a", "Connection: close").head();
                gateway.handOver();
                var stored = Files.readAllBytes(folder.resolve("run/routes.bin"));
                gateway.control.publish(table(2, shop));
                Await.until(
                        () ->
                                gateway.control.reports.stream()
                                        .anyMatch(report -> report.appliedVersion() == 2));
                long before = gateway.pid();

                Files.write(folder.resolve("run/routes.bin"), stored);
                gateway.gateway().destroyForcibly();
                Await.until(() -> gateway.pid() != before);

                try (var client = new RawClient(gateway.address())) {
                    assertThat(client.get("/").body()).isEqualTo("new");
                }
            } finally {
                goOn.countDown();
            }
        }
    }

    @Test
    void aSuccessorThatDoesNotComeUpLeavesTheGatewayAsItWas() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GuardedGateway(folder)) {
            gateway.control.publish(table(1, shop));
            awaitServing(gateway);
            long before = gateway.pid();

            gateway.propose(gateway.command("--listne", "x"));
            // until then the next proposal may be taken for this one
            Await.until(() -> !gateway.isProposed());

            assertThat(gateway.hasFailed()).isTrue();
            assertThat(gateway.pid()).isEqualTo(before);
            awaitServing(gateway);
            assertThat(gateway.said())
                    .contains("unknown option \"--listne\"")
                    .contains("before it was ready; the gateway goes on as it was");
            gateway.handOver();
            assertThat(gateway.hasFailed()).isFalse();
        }
    }

    @Test
    void aBrokenCommandIsTriedAgainWithPausesUntilItWorks() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GuardedGateway(folder)) {
            gateway.control.publish(table(1, shop));
            awaitServing(gateway);
            List<String> good = gateway.command();
            gateway.commandForRestart(gateway.command("--listne", "x"));

            gateway.gateway().destroyForcibly();
            Await.until(() -> said(gateway).contains("trying again in 2 s"));
            gateway.commandForRestart(good);

            awaitServing(gateway);
            assertThat(said(gateway).lines().filter(line -> line.contains("trying again")))
                    .hasSize(2);
        }
    }

    /// As when the data directory is deleted: it would try in vain for ever.
    @Test
    void aGuardianWithoutACommandToStartEnds() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GuardedGateway(folder)) {
            gateway.control.publish(table(1, shop));
            awaitServing(gateway);
            var guardian = gateway.guardian();
            Files.delete(folder.resolve("run/gateway.command"));

            gateway.gateway().destroyForcibly();

            guardian.onExit().get(60, TimeUnit.SECONDS);
            assertThat(said(gateway)).contains("there is no").contains("gateway.command any more");
        }
    }

    static String said(GuardedGateway gateway) {
        try {
            return gateway.said();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theEndOfTheGuardianIsTheEndOfAllAndFreesThePort() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new GuardedGateway(folder)) {
            gateway.control.publish(table(1, shop));
            awaitServing(gateway);
            var address = gateway.address();
            ProcessHandle serving = gateway.gateway();

            gateway.order("end");
            gateway.guardian().onExit().get(60, TimeUnit.SECONDS);

            assertThat(serving.isAlive()).isFalse();
            try (var probe = new Socket()) {
                probe.bind(address);
            }
        }
    }

    @Test
    void socketsForAnotherProcessAreLeftAlone() {
        assertThat(Inheritance.of(Map.of("LISTEN_FDS", "2"), 7).descriptors()).hasSize(2);
        assertThat(Inheritance.of(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "7"), 7).descriptors())
                .hasSize(2);
        assertThat(Inheritance.of(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "8"), 7).descriptors())
                .isEmpty();
        assertThat(Inheritance.of(Map.of(), 7).descriptors()).isEmpty();
    }
}
