package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// What is sent a second time and what never is, as the instances count it.
class RepetitionTest {

    private static final String BODY = "0123456789abcdef";
    private static final Rules ALL = GatewayRig.rules(new Rescue(true, true, 1024, 2_000, 10));
    private static final Limits PATIENT =
            new Limits(
                    Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofMinutes(5), 1 << 20);
    private static final Rules NO_BUDGET = GatewayRig.rules(new Rescue(true, true, 1024, 0, 0));

    /// Where a connection is reset.
    enum Break {
        AFTER_HEAD(0, ""),
        WITHIN_BODY(BODY.length() / 2, ""),
        AFTER_BODY(BODY.length(), ""),
        WITHIN_ANSWER_HEAD(BODY.length(), "HTTP/1.1 200 OK\r\nContent-"),
        WITHIN_ANSWER(BODY.length(), "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");

        private final int bodyBytes;
        private final String answer;

        Break(int bodyBytes, String answer) {
            this.bodyBytes = bodyBytes;
            this.answer = answer;
        }
    }

    private static RawUpstream breaking(Break at, AtomicInteger requests) throws IOException {
        return new RawUpstream(
                peer -> {
                    if (peer.head().isEmpty()) {
                        return;
                    }
                    requests.incrementAndGet();
                    peer.in.readNBytes(at.bodyBytes);
                    peer.send(at.answer);
                    if (at.answer.isEmpty()) {
                        peer.socket.setSoLinger(true, 0);
                    }
                });
    }

    /// Answers with the body of the request.
    private static RawUpstream echo(AtomicInteger requests) throws IOException {
        return new RawUpstream(
                peer -> {
                    for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                        requests.incrementAndGet();
                        peer.ok(body(peer, head));
                    }
                });
    }

    private static String body(RawUpstream.Peer peer, String head) throws IOException {
        var body = new StringBuilder();
        if (head.contains("Transfer-Encoding: chunked")) {
            while (body.indexOf("\r\n\r\n") < 0) {
                body.append((char) peer.in.read());
            }
            return body.toString().replace("\r\n", "|");
        }
        var length = head.replaceAll("(?s).*Content-Length: ([0-9]+)\r\n.*", "$1");
        byte[] bytes =
                length.equals(head) ? new byte[0] : peer.in.readNBytes(Integer.parseInt(length));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String status(RawClient client) throws IOException {
        try {
            var answer = client.answer();
            boolean isWhole = answer.header("Content-Length").equals(answer.body().length() + "");
            return isWhole ? answer.status() + "" : "broken";
        } catch (IOException broken) {
            return "broken";
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPostWithoutAKeyIsNeverSentTwice(Break at) throws Exception {
        var requests = new AtomicInteger();
        var elsewhere = new AtomicInteger();
        try (var stable = echo(elsewhere);
                var candidate = breaking(at, requests);
                var rig = new GatewayRig().serve(trial(stable, candidate, ALL));
                var client = rig.client()) {
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: " + BODY.length());
            client.send(BODY);

            assertThat(status(client)).isIn("502", "broken");

            assertThat(requests).hasValue(1);
            assertThat(elsewhere).hasValue(0);
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stableItselfIsNotAskedTwiceThroughAnotherInstanceEither(Break at) throws Exception {
        var requests = new AtomicInteger();
        try (var one = breaking(at, requests);
                var two = breaking(at, requests);
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v1", one, two)), ALL));
            client.request("PUT / HTTP/1.1", "Host: a", "Content-Length: " + BODY.length());
            client.send(BODY);

            assertThat(status(client)).isIn("502", "broken");

            assertThat(requests).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WITHIN_ANSWER")
    void anIdempotentRequestIsAnsweredByStableWithItsWholeBody(Break at) throws Exception {
        for (String line : List.of("PUT / HTTP/1.1", "DELETE / HTTP/1.1", "GET / HTTP/1.1")) {
            var requests = new AtomicInteger();
            var elsewhere = new AtomicInteger();
            try (var stable = echo(elsewhere);
                    var candidate = breaking(at, requests);
                    var rig = new GatewayRig().serve(trial(stable, candidate, ALL));
                    var client = rig.client()) {
                client.request(line, "Host: a", "Content-Length: " + BODY.length()).send(BODY);

                var answer = client.answer();

                assertThat(answer.body()).isEqualTo(BODY);
                assertThat(answer.header("Penstock-Rescued")).isEqualTo("true");
                assertThat(requests).hasValue(1);
                assertThat(elsewhere).hasValue(1);
                var counted = rig.observed("v2");
                assertThat(counted.requests()).isEqualTo(1);
                assertThat(counted.failedRequests()).isEqualTo(1);
                assertThat(counted.rescued()).isEqualTo(1);
                assertThat(rig.hasObserved("v1")).isFalse();
            }
        }
    }

    @Test
    void anAnswerThatHasBegunIsNeverTakenBack() throws Exception {
        var requests = new AtomicInteger();
        var elsewhere = new AtomicInteger();
        try (var stable = echo(elsewhere);
                var candidate = breaking(Break.WITHIN_ANSWER, requests);
                var rig = new GatewayRig().serve(trial(stable, candidate, ALL));
                var client = rig.client()) {
            client.request("PUT / HTTP/1.1", "Host: a", "Content-Length: " + BODY.length());

            assertThat(client.send(BODY).rest()).endsWith("\r\n\r\nab");
            assertThat(elsewhere).hasValue(0);
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(1);
        }
    }

    @Test
    void aServerErrorToARequestWithAKeyIsAnsweredByStable() throws Exception {
        var requests = new AtomicInteger();
        try (var stable = echo(requests);
                var candidate = RawUpstream.answering(500, "broken");
                var rig = new GatewayRig().serve(trial(stable, candidate, ALL));
                var client = rig.client()) {
            client.request(
                    "POST / HTTP/1.1",
                    "Host: a",
                    "Idempotency-Key: \"8e03978e\"",
                    "Content-Length: " + BODY.length());
            assertThat(client.send(BODY).answer().body()).isEqualTo(BODY);
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 2").send("no");
            assertThat(client.answer().body()).isEqualTo("broken");

            assertThat(requests).hasValue(1);
            assertThat(candidate.heads).hasSize(2);
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(2);
            assertThat(rig.observed("v2").rescued()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT / HTTP/1.1", "POST / HTTP/1.1"})
    void withoutTheServicesSayNothingButSafeRequestsIsRepeated(String line) throws Exception {
        var requests = new AtomicInteger();
        var elsewhere = new AtomicInteger();
        try (var stable = echo(elsewhere);
                var candidate = breaking(Break.AFTER_HEAD, requests);
                var rig = new GatewayRig().serveCandidate(stable, candidate, 10_000);
                var client = rig.client()) {
            client.request(line, "Host: a", "Idempotency-Key: k", "Content-Length: 0");

            assertThat(client.answer().status()).isEqualTo(502);
            assertThat(requests).hasValue(1);
            assertThat(elsewhere).hasValue(0);
        }
    }

    @Test
    void chunksAndTrailersAreRepeatedToo() throws Exception {
        var requests = new AtomicInteger();
        var elsewhere = new AtomicInteger();
        try (var stable = echo(elsewhere);
                var candidate =
                        new RawUpstream(
                                peer -> {
                                    body(peer, peer.head());
                                    requests.incrementAndGet();
                                });
                var rig = new GatewayRig().serve(trial(stable, candidate, ALL));
                var client = rig.client()) {
            client.request(
                    "PUT / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "Trailer: X-Sum");
            client.send("3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n");

            assertThat(client.answer().body()).isEqualTo("5|abcde|0|X-Sum: 5||");
            assertThat(requests).hasValue(1);
            assertThat(elsewhere).hasValue(1);
        }
    }

    @Test
    void theFirstAttemptIsNotKeptWaitingAndTheRestOfTheBodyGoesToStable() throws Exception {
        var halfCame = new CountDownLatch(1);
        var fail = new CountDownLatch(1);
        var elsewhere = new AtomicInteger();
        try (var stable = echo(elsewhere);
                var candidate =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.in.readNBytes(BODY.length() / 2);
                                    halfCame.countDown();
                                    fail.await();
                                });
                var rig = new GatewayRig().serve(trial(stable, candidate, ALL));
                var client = rig.client()) {
            client.request("PUT / HTTP/1.1", "Host: a", "Content-Length: " + BODY.length());
            client.send(BODY.substring(0, BODY.length() / 2));
            halfCame.await();
            fail.countDown();
            Await.until(() -> elsewhere.get() == 1);

            client.send(BODY.substring(BODY.length() / 2));

            assertThat(client.answer().body()).isEqualTo(BODY);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 1025, 300_000})
    void aBodyBeyondTheLimitPassesButIsNotRepeated(int size) throws Exception {
        var passed = new AtomicInteger();
        var elsewhere = new AtomicInteger();
        try (var stable = echo(elsewhere);
                var candidate =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.in.readNBytes(size);
                                    passed.incrementAndGet();
                                });
                var rig = new GatewayRig().serve(trial(stable, candidate, ALL));
                var client = rig.client()) {
            client.request("PUT / HTTP/1.1", "Host: a", "Content-Length: " + size);
            client.send("x".repeat(size));

            var answer = client.answer();

            assertThat(passed).hasValue(1);
            assertThat(answer.status()).isEqualTo(size <= 1024 ? 200 : 502);
            assertThat(elsewhere).hasValue(size <= 1024 ? 1 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT / HTTP/1.1", "POST / HTTP/1.1"})
    void onlyARepeatableRequestGoesAgainAfterAKeptConnectionWasClosed(String line)
            throws Exception {
        var requests = new AtomicInteger();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    String first = peer.head();
                                    requests.incrementAndGet();
                                    peer.ok(body(peer, first));
                                    String second = peer.head();
                                    body(peer, second);
                                    requests.addAndGet(second.isEmpty() ? 0 : 1);
                                });
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), ALL));
            client.get("/");

            client.request(line, "Host: a", "Content-Length: 4").send("body");
            var answer = client.answer();

            boolean isPut = line.startsWith("PUT");
            assertThat(answer.status()).isEqualTo(isPut ? 200 : 502);
            assertThat(answer.body()).contains(isPut ? "body" : "upstream_failed");
            assertThat(requests).hasValue(isPut ? 3 : 2);
        }
    }

    @Test
    void aStableThatClosesInsteadOfAnsweringIsNotHitHarderThanTheBudgetAllows() throws Exception {
        var requests = new AtomicInteger();
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    peer.ok("one");
                                    requests.addAndGet(peer.head().isEmpty() ? 0 : 1);
                                });
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), NO_BUDGET));
            client.get("/");

            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(requests).hasValue(1);
        }
    }

    @Test
    void whatReachedNobodyCostsNothingWhateverTheMethod() throws Exception {
        var requests = new AtomicInteger();
        try (var gone = RawUpstream.absent();
                var goneToo = RawUpstream.absent();
                var stable = echo(requests);
                var rig = new GatewayRig();
                var client = rig.client()) {
            var candidate = GatewayRig.version("v2", gone);
            var both = GatewayRig.version("v1", goneToo, stable);
            rig.serve(GatewayRig.route(GatewayRig.split(both, candidate, 10_000), NO_BUDGET));

            for (int i = 0; i < 10; i++) {
                client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 2").send("hi");
                assertThat(client.answer().body()).isEqualTo("hi");
            }

            assertThat(requests).hasValue(10);
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(10);
            assertThat(rig.observed("v2").rescued()).isEqualTo(10);
        }
    }

    @Test
    void anInstanceThatDoesNotAcceptInTimeIsPassedOverWithinTheBudget() throws Exception {
        var requests = new AtomicInteger();
        try (var full = new FullBacklog();
                var alive = echo(requests);
                var rig = new GatewayRig().standing()) {
            var version = GatewayRig.version("v1", full, alive);
            rig.serve(GatewayRig.route(Split.all(version), impatient(), NO_BUDGET));
            int withoutBudget = post(rig);
            rig.advance(Duration.ofSeconds(2));
            rig.serve(GatewayRig.route(Split.all(version), impatient(), ALL));
            int withBudget = post(rig);

            assertThat(withoutBudget).isEqualTo(502);
            assertThat(withBudget).isEqualTo(200);
            assertThat(requests).hasValue(1);
            assertThat(rig.observed("v1").upstreamErrors()).isEqualTo(2);
            assertThat(post(rig)).isEqualTo(200);
            assertThat(rig.observed("v1").upstreamErrors()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10_000})
    void whatReachedNobodyGoesToTheNewestTablesStable(int share) throws Exception {
        var requests = new AtomicInteger();
        try (var full = new FullBacklog();
                var gone = RawUpstream.absent();
                var successor = echo(requests);
                var rig = new GatewayRig();
                var client = rig.client()) {
            var before =
                    GatewayRig.split(
                            GatewayRig.version("v1", share == 0 ? full : gone),
                            GatewayRig.version("v2", full),
                            share);
            rig.serve(GatewayRig.route(before, PATIENT, ALL));
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 2").send("hi");
            Await.until(() -> !rig.inFlight().isEmpty());

            rig.serve(
                    GatewayRig.route(Split.all(GatewayRig.version("v3", successor)), PATIENT, ALL));
            rig.advance(PATIENT.connectTimeout().multipliedBy(2));

            var answer = client.answer();
            assertThat(answer.body()).isEqualTo("hi");
            assertThat(answer.header("Penstock-Version")).isEqualTo("v3");
            assertThat(requests).hasValue(1);
            assertThat(rig.observed(share == 0 ? "v1" : "v2").failedRequests()).isEqualTo(1);
        }
    }

    private static int post(GatewayRig rig) throws IOException {
        try (var client = rig.client()) {
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 2").send("hi");
            return client.answer().status();
        }
    }

    private static Limits impatient() {
        return new Limits(
                Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(5), 1 << 20);
    }

    private static Route trial(Place stable, Place candidate, Rules rules) {
        return GatewayRig.route(
                GatewayRig.split(
                        GatewayRig.version("v1", stable),
                        GatewayRig.version("v2", candidate),
                        10_000),
                rules);
    }
}
