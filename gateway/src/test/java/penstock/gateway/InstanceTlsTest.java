package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.SecureInstance.Manners;
import penstock.gateway.proxy.ClientRoom;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.InstanceTls;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.TlsFault;

/// TLS with instances: who is spoken to, and what becomes of requests when it is somebody else.
class InstanceTlsTest {

    private static final Certified AUTHORITY = Certified.authority("CN=Own authority");
    private static final Certified SHOP = AUTHORITY.issue("CN=shop", "shop.internal", "127.0.0.1");
    private static final Certified GATEWAY = AUTHORITY.issue("CN=gateway", "gateway.internal");

    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        AUTHORITY.write(folder, "ca");
        GATEWAY.write(folder, "gateway");
    }

    private InstanceTls tls(String serverName) {
        return SecureInstance.tls(serverName, folder.resolve("ca.pem"));
    }

    private InstanceTls.Own own(String name) {
        return new InstanceTls.Own(
                folder.resolve(name + ".pem").toString(), folder.resolve(name + ".key").toString());
    }

    private static GatewayRig serving(InstanceTls tls, Place... instances) throws IOException {
        return new GatewayRig()
                .serve(
                        GatewayRig.route(
                                Split.all(
                                        SecureInstance.version(
                                                "v1", tls, Protocol.HTTP_1_1, instances))));
    }

    private static RawClient.Answer get(GatewayRig rig) throws IOException {
        try (var client = rig.client()) {
            return client.get("/");
        }
    }

    @Test
    void anInstanceIsToldWhoIsMeantAndVerified() throws Exception {
        try (var shop = SecureInstance.answering(Manners.showing(SHOP), "hello");
                var rig = serving(tls("shop.internal"), shop)) {
            assertThat(get(rig).body()).isEqualTo("hello");

            assertThat(shop.names.take()).isEqualTo("shop.internal");
            assertThat(rig.faults()).isEmpty();
        }
    }

    @Test
    void anAddressIsVerifiedAsSuchAndNotTold() throws Exception {
        try (var shop = SecureInstance.answering(Manners.showing(SHOP), "hello");
                var rig = serving(tls("127.0.0.1"), shop)) {
            assertThat(get(rig).body()).isEqualTo("hello");

            assertThat(shop.names.take()).isEmpty();
        }
    }

    @Test
    void aNameWithoutADotIsToldToo() throws Exception {
        Certified shop = AUTHORITY.issue("CN=shop", "shop");
        try (var instance = SecureInstance.answering(Manners.showing(shop), "hello");
                var rig = serving(tls("shop"), instance)) {
            assertThat(get(rig).body()).isEqualTo("hello");

            assertThat(instance.names.take()).isEqualTo("shop");
        }
    }

    @Test
    void anInstanceOfAnotherNameGetsNoRequest() throws Exception {
        // the name is that of its subject, which does not count
        Certified other = AUTHORITY.issue("CN=shop.internal", "other.internal");
        try (var shop = SecureInstance.answering(Manners.showing(other), "hello");
                var rig = serving(tls("shop.internal"), shop)) {
            assertFails(rig, TlsFault.WRONG_NAME);
        }
    }

    @Test
    void aNameThatLooksLikeTheAddressIsNone() throws Exception {
        Certified other = AUTHORITY.issue("CN=shop", "shop.internal");
        try (var shop = SecureInstance.answering(Manners.showing(other), "hello");
                var rig = serving(tls("127.0.0.1"), shop)) {
            assertFails(rig, TlsFault.WRONG_NAME);
        }
    }

    @Test
    void anInstanceOfAnotherAuthorityGetsNoRequest() throws Exception {
        Certified other = Certified.authority("CN=Other").issue("CN=shop", "shop.internal");
        try (var shop = SecureInstance.answering(Manners.showing(other), "hello");
                var rig = serving(tls("shop.internal"), shop)) {
            assertFails(rig, TlsFault.NOT_TRUSTED);
        }
    }

    @Test
    void withoutAuthoritiesThoseOfJavaCount() throws Exception {
        var usual =
                new InstanceTls(
                        "shop.internal",
                        new InstanceTls.Settings(
                                Optional.empty(),
                                Optional.empty(),
                                Domain.TlsVersion.TLS_1_2,
                                true));
        try (var shop = SecureInstance.answering(Manners.showing(SHOP), "hello");
                var rig = serving(usual, shop)) {
            assertFails(rig, TlsFault.NOT_TRUSTED);
        }
    }

    @Test
    void anInstanceWhoseCertificateIsOverGetsNoRequest() throws Exception {
        Certified over = AUTHORITY.issueExpired("CN=shop", "shop.internal");
        try (var shop = SecureInstance.answering(Manners.showing(over), "hello");
                var rig = serving(tls("shop.internal"), shop)) {
            assertFails(rig, TlsFault.EXPIRED);
        }
    }

    @Test
    void whoeverItIsGetsRequestsWhenNobodyIsVerified() throws Exception {
        var unverified =
                new InstanceTls(
                        "shop.internal",
                        new InstanceTls.Settings(
                                Optional.empty(),
                                Optional.empty(),
                                Domain.TlsVersion.TLS_1_2,
                                false));
        Certified any = Certified.of("any.test");
        try (var shop = SecureInstance.answering(Manners.showing(any), "hello");
                var rig = serving(unverified, shop)) {
            assertThat(get(rig).body()).isEqualTo("hello");
        }
    }

    @Test
    void anInstanceThatSpeaksOnlyAnOlderTlsGetsNoRequest() throws Exception {
        InstanceTls usual = tls("shop.internal");
        var newest =
                new InstanceTls(
                        "shop.internal",
                        new InstanceTls.Settings(
                                usual.settings().authorities(),
                                Optional.empty(),
                                Domain.TlsVersion.TLS_1_3,
                                true));
        var old = Manners.showing(SHOP).within("TLSv1.2");
        try (var shop = SecureInstance.answering(old, "hello");
                var rig = serving(newest, shop);
                var lenient = serving(usual, shop)) {
            assertFails(rig, TlsFault.NO_PROTOCOL);
            assertThat(get(lenient).body()).isEqualTo("hello");
        }
    }

    @Test
    void anInstanceThatSpeaksNoTlsIsToldApart() throws Exception {
        try (var instance = new RawUpstream(peer -> peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
                var rig = serving(tls("shop.internal"), instance)) {
            assertFails(rig, TlsFault.OTHER);
        }
    }

    private static void assertFails(GatewayRig rig, TlsFault fault) throws IOException {
        RawClient.Answer answer = get(rig);

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("\"code\":\"upstream_insecure\"");
        assertThat(rig.faults()).containsOnlyKeys(fault);
        assertThat(rig.observed("v1").upstreamErrors()).isEqualTo(1);
    }

    @Test
    void anInstanceThatWantsACertificateIsShownOne() throws Exception {
        var asking = Manners.showing(SHOP).asking(AUTHORITY);
        try (var shop = SecureInstance.answering(asking, "hello");
                var rig =
                        serving(SecureInstance.with(tls("shop.internal"), own("gateway")), shop)) {
            assertThat(get(rig).body()).isEqualTo("hello");
        }
    }

    @Test
    void anInstanceThatWantsACertificateRefusesWithoutOne() throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            var asking = Manners.showing(SHOP).asking(AUTHORITY).within(version);
            try (var shop = SecureInstance.answering(asking, "hello");
                    var rig = serving(tls("shop.internal"), shop)) {
                assertThat(get(rig).status()).isEqualTo(502);

                assertThat(rig.faults()).containsOnlyKeys(TlsFault.REFUSED);
            }
        }
    }

    @Test
    void aCandidateThatCannotBeVerifiedCostsNoRequest() throws Exception {
        Certified other = Certified.authority("CN=Other").issue("CN=shop", "shop.internal");
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = SecureInstance.answering(Manners.showing(other), "candidate");
                var rig = new GatewayRig();
                var client = rig.client()) {
            RouteVersion secure =
                    SecureInstance.version(
                            "v2", tls("shop.internal"), Protocol.HTTP_1_1, candidate);
            rig.serve(
                    GatewayRig.route(
                            GatewayRig.split(GatewayRig.version("v1", stable), secure, 10_000)));

            for (int i = 0; i < 5; i++) {
                assertThat(
                                client.send(
                                                "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\n\r\nhi")
                                        .answer()
                                        .body())
                        .isEqualTo("stable");
            }
            assertThat(rig.observed("v2").upstreamErrors()).isEqualTo(5);
        }
    }

    @Test
    void aHandshakeThatNeverEndsIsPartOfTheTimeToConnect() throws Exception {
        var over = new CountDownLatch(1);
        try (var silent =
                        new RawUpstream(
                                peer -> {
                                    over.await();
                                });
                var rig = new GatewayRig()) {
            var limits =
                    new Limits(
                            Duration.ofMillis(300),
                            Duration.ofSeconds(60),
                            Duration.ofSeconds(60),
                            1 << 20);
            rig.serve(
                    GatewayRig.route(
                            Split.all(
                                    SecureInstance.version(
                                            "v1", tls("shop.internal"), Protocol.HTTP_1_1, silent)),
                            limits));

            assertThat(get(rig).status()).isEqualTo(502);

            Await.until(() -> rig.faults().containsKey(TlsFault.TIMEOUT));
            over.countDown();
        }
    }

    @Test
    void anInstanceThatClosesInTheHandshakeCostsNoRequest() throws Exception {
        try (var dying = new RawUpstream(peer -> peer.in.read());
                var shop = SecureInstance.answering(Manners.showing(SHOP), "hello");
                var rig = serving(tls("shop.internal"), dying, shop)) {
            for (int i = 0; i < 20; i++) {
                try (var client = rig.client()) {
                    assertThat(
                                    client.send(
                                                    "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\n\r\nhi")
                                            .answer()
                                            .body())
                            .isEqualTo("hello");
                }
            }

            assertThat(rig.faults()).containsOnlyKeys(TlsFault.CLOSED);
        }
    }

    @Test
    void aSessionIsTakenUpAgain() throws Exception {
        // each connection is for one request
        RawUpstream.Script once =
                peer -> {
                    peer.skipBody(peer.head());
                    peer.send(
                            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
                };
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            try (var shop = new SecureInstance(Manners.showing(SHOP).within(version), once);
                    var rig = serving(tls("shop.internal"), shop)) {
                for (int i = 0; i < 10; i++) {
                    assertThat(get(rig).body()).isEqualTo("hello");
                }

                assertThat(shop.server.connections.get()).isEqualTo(10);
                assertThat(shop.sessions).hasSize(1);
            }
        }
    }

    @Test
    void anAnswerEndsByWhatIsSaidWithinTls() throws Exception {
        try (var shop =
                        new SecureInstance(
                                Manners.showing(SHOP),
                                peer -> {
                                    boolean isCut = peer.head().startsWith("GET /cut");
                                    peer.send("HTTP/1.1 200 OK\r\n\r\nhalf");
                                    if (isCut) {
                                        // until it is read, or closing would be a reset
                                        throw new SecureInstance.Cut();
                                    }
                                });
                var rig = serving(tls("shop.internal"), shop);
                var whole = rig.client();
                var cut = rig.client()) {
            assertThat(whole.get("/whole").body()).isEqualTo("half");
            cut.send("GET /cut HTTP/1.1\r\nHost: shop.test\r\n\r\n");

            assertThat(cut.head()).startsWith("HTTP/1.1 200 ");
            assertThat(cut.rest()).doesNotContain("0\r\n\r\n");
            Await.until(() -> rig.observed("v1").upstreamErrors() == 1);
        }
    }

    /// As without TLS, also when the loop comes to the request before it comes to the end of the connection to the instance.
    @Test
    void aPostIsNotSentOverAConnectionThatTheInstanceHasClosed() throws Exception {
        var close = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var connections = new AtomicInteger();
        RawUpstream.Script closing =
                peer -> {
                    boolean isFirst = connections.incrementAndGet() == 1;
                    for (var head = peer.head(); !head.isEmpty(); head = peer.head()) {
                        peer.ok("hello");
                        if (isFirst) {
                            close.await();
                            peer.socket.close();
                            closed.countDown();
                            return;
                        }
                    }
                };
        String post = "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 0\r\n\r\n";
        try (var shop = new SecureInstance(Manners.showing(SHOP), closing);
                var rig = serving(tls("shop.internal"), shop);
                var client = rig.client()) {
            assertThat(client.send(post).answer().status()).isEqualTo(200);

            rig.stall(
                    () -> {
                        client.send(post);
                        close.countDown();
                        closed.await();
                    });

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(connections).hasValue(2);
        }
    }

    @Test
    void connectionsWithinTlsTakeOfTheRoomForClients() throws Exception {
        var over = new CountDownLatch(1);
        RawUpstream.Script holding =
                peer -> {
                    while (!peer.head().isEmpty()) {
                        over.await();
                        peer.ok("hello");
                    }
                };
        // the least there is: 96 clients for each of two loops, or 32 with an instance each
        var room = new ClientRoom(1_000, 1);
        try (var shop = new SecureInstance(Manners.showing(SHOP), holding);
                var rig = new GatewayRig(room)) {
            var version =
                    SecureInstance.version("v1", tls("shop.internal"), Protocol.HTTP_1_1, shop);
            rig.serve(GatewayRig.route(Split.all(version)));
            var answers = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 100; i++) {
                int before = shop.server.connections.get();
                var answer =
                        CompletableFuture.supplyAsync(() -> ask(rig), Thread::startVirtualThread);
                answers.add(answer);
                Await.until(() -> shop.server.connections.get() > before || answer.isDone());
            }
            over.countDown();

            assertThat(answers.stream().filter(answer -> answer.join() == 200).count())
                    .isBetween(32L, 80L);
            Await.until(() -> ask(rig) == 200);
        }
    }

    /// The status of the answer; 0 when there is none.
    private static int ask(GatewayRig rig) {
        try {
            return get(rig).status();
        } catch (IOException failed) {
            return 0;
        }
    }

    @Test
    void filesThatAreMissingAreToldAndTakenOnceTheyAreThere() throws Exception {
        Files.delete(folder.resolve("ca.pem"));
        try (var shop = SecureInstance.answering(Manners.showing(SHOP), "hello");
                var rig = serving(tls("shop.internal"), shop)) {
            assertFails(rig, TlsFault.FILES);

            Certified.replace(folder.resolve("ca.pem"), AUTHORITY.certificatePem());
            Await.until(() -> ask(rig) == 200);
        }
    }
}
