package penstock.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The generator against a server that counts for itself. That server closes connections beyond its 200th idle one, so
/// where each request counts there are no more of them.
class LoadGeneratorTest {
    static {
        // The JDK's server cuts kept connections above 200, also those that a request is on its way
        // to.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
    }

    private final HttpServer server;
    private final AtomicLong arrived = new AtomicLong();
    private final Set<String> users = ConcurrentHashMap.newKeySet();

    LoadGeneratorTest() throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private LoadPlan plan(double perSecond, long count, HttpHandler handler) {
        server.createContext(
                "/",
                exchange -> {
                    arrived.incrementAndGet();
                    users.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-User")));
                    exchange.getRequestBody().readAllBytes();
                    handler.handle(exchange);
                });
        server.start();
        return plan(server.getAddress().getPort(), perSecond, count);
    }

    private static LoadPlan plan(int port, double perSecond, long count) {
        return LoadPlan.of(new LoadPlan.Address("127.0.0.1", port), "shop.localhost", perSecond, 42)
                .atMost(Duration.ofSeconds(30), count);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static LoadReport run(LoadPlan plan, Shot.Source shots) {
        try (var load = LoadGenerator.start(plan, shots)) {
            return load.await();
        }
    }

    @Test
    void everyRequestThatIsSentArrivesAndIsCountedOnce() {
        var plan = plan(2_000, 200, exchange -> answer(exchange, 200, "hello"));

        var report =
                run(
                        plan,
                        random ->
                                random.nextBoolean() ? Shot.get("/a") : Shot.postJson("/b", "{}"));

        assertThat(arrived.get()).isEqualTo(200);
        assertThat(report.sent()).isEqualTo(200);
        assertThat(report.all().done()).isEqualTo(200);
        assertThat(report.all().failed()).isZero();
        assertThat(report.latency().count()).isEqualTo(200);
        assertThat(report.seconds().stream().mapToLong(Second::due).sum()).isEqualTo(200);
        assertThat(users).hasSize(200);
    }

    @Test
    void usersComeFromThePool() {
        var plan = plan(2_000, 200, exchange -> answer(exchange, 200, "")).withUsers(10);

        run(plan, _ -> Shot.get("/"));

        assertThat(users).hasSize(10);
    }

    @Test
    void errorsAreFailuresOfTheVersionThatAnsweredAndRescuesAreNot() {
        var plan =
                plan(
                        1_000,
                        150,
                        exchange -> {
                            var path = exchange.getRequestURI().getPath();
                            exchange.getResponseHeaders()
                                    .set("Penstock-Version", path.equals("/bad") ? "2" : "1");
                            if (path.equals("/rescued")) {
                                exchange.getResponseHeaders().set("Penstock-Rescued", "true");
                            }
                            answer(exchange, path.equals("/bad") ? 503 : 200, "x");
                        });
        var turn = new AtomicLong();

        var report =
                run(
                        plan,
                        _ ->
                                switch ((int) (turn.getAndIncrement() % 3)) {
                                    case 0 -> Shot.get("/good");
                                    case 1 -> Shot.postJson("/bad", "{}");
                                    default -> Shot.get("/rescued");
                                });

        assertThat(report.version("1").done()).isEqualTo(100);
        assertThat(report.version("1").failed()).isZero();
        assertThat(report.version("2").failed()).isEqualTo(50);
        assertThat(report.rescues().done()).isEqualTo(50);
        assertThat(report.all().failed()).isEqualTo(50);
        assertThat(report.all().failedSafe()).isZero();
        assertThat(report.all().lost()).isZero();
    }

    @Test
    void aStallShowsInTheLatencyOfAllRequestsThatWereDueMeanwhile() throws InterruptedException {
        var first = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        // One at a time, as a stalled program would: what comes meanwhile waits behind it.
        server.setExecutor(Executors.newSingleThreadExecutor());
        var plan =
                plan(
                                200,
                                200,
                                exchange -> {
                                    first.countDown();
                                    await(release);
                                    answer(exchange, 200, "");
                                })
                        .evenly();

        LoadReport report;
        try (var load = LoadGenerator.start(plan, _ -> Shot.get("/"))) {
            assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
            while (load.elapsedNanos() < TimeUnit.MILLISECONDS.toNanos(600)) {
                Thread.onSpinWait();
            }
            release.countDown();
            report = load.await();
        }

        // About 120 of 200 requests were due during the stall of 600 ms, evenly: half of those
        // waited 300 ms or more.
        assertThat(report.all().failed()).isZero();
        assertThat(report.latency().quantileMillis(0.75)).isGreaterThan(200);
        assertThat(report.latency().maxMillis()).isGreaterThan(500);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anAnswerThatBreaksOffIsLost() {
        var plan =
                plan(
                        500,
                        20,
                        exchange -> {
                            exchange.sendResponseHeaders(200, 100);
                            exchange.getResponseBody().write(new byte[10]);
                            exchange.close();
                        });

        var report = run(plan, _ -> Shot.postJson("/", "{}"));

        assertThat(report.all().lost()).isEqualTo(20);
        assertThat(arrived.get()).isEqualTo(20);
    }

    @Test
    void anAnswerAfterTheLimitIsLost() {
        var plan =
                plan(
                                100,
                                5,
                                exchange -> {
                                    // Never answered.
                                })
                        .within(Duration.ofMillis(100));

        var report = run(plan, _ -> Shot.get("/"));

        assertThat(report.all().lost()).isEqualTo(5);
    }

    @Test
    void anAnswerWithAnotherBodyThanExpectedIsAFailure() {
        var plan =
                plan(
                        500,
                        20,
                        exchange -> answer(exchange, 200, exchange.getRequestURI().toString()));
        var turn = new AtomicLong();

        var report =
                run(
                        plan,
                        _ ->
                                Shot.get(turn.getAndIncrement() % 2 == 0 ? "/right" : "/wrong")
                                        .expecting("/right"));

        assertThat(report.all().failed()).isEqualTo(10);
        assertThat(report.all().lost()).isZero();
    }

    @Test
    void aFreshConnectionIsUsedOnce() {
        var ports = ConcurrentHashMap.<Integer>newKeySet();
        var plan =
                plan(
                        500,
                        20,
                        exchange -> {
                            ports.add(exchange.getRemoteAddress().getPort());
                            answer(exchange, 200, "");
                        });

        run(plan, _ -> Shot.get("/").going(new Shot.Way.Fresh()));

        assertThat(ports).hasSize(20);
    }

    @Test
    void theListenerHearsOfEveryRequestWithItsUserAndWhoAnswered() {
        var heard = new ConcurrentLinkedQueue<Ending>();
        var plan =
                plan(
                        500,
                        20,
                        exchange -> {
                            exchange.getResponseHeaders().set("Served-By", "somebody");
                            answer(exchange, 200, "");
                        });

        try (var load = LoadGenerator.start(plan, _ -> Shot.get("/"), heard::add)) {
            load.await();
        }

        assertThat(heard).hasSize(20);
        assertThat(heard).allMatch(ending -> ending.answer().servedBy().equals("somebody"));
        assertThat(heard.stream().map(ending -> ending.shot().user())).containsAll(users);
        assertThat(heard).allMatch(ending -> ending.sentNanos() >= ending.dueNanos());
        assertThat(heard).allMatch(ending -> ending.endNanos() >= ending.sentNanos());
    }

    @Test
    void aRefusedConnectionIsLost() throws IOException {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        var report = run(plan(port, 500, 10), _ -> Shot.get("/"));

        assertThat(report.all().lost()).isEqualTo(10);
        assertThat(report.all().failedSafe()).isEqualTo(10);
    }

    @Test
    void chunkedAnswersAreReadToTheirEnd() {
        var plan =
                plan(
                        500,
                        50,
                        exchange -> {
                            try (exchange) {
                                exchange.sendResponseHeaders(200, 0);
                                exchange.getResponseBody().write(new byte[10_000]);
                            }
                        });

        var report = run(plan, _ -> Shot.get("/"));

        assertThat(report.all()).extracting(Tally::done, Tally::failed).containsExactly(50L, 0L);
    }

    @Test
    void aLoadThatIsStoppedSendsNothingMore() throws InterruptedException {
        var enough = new CountDownLatch(5);
        var plan =
                plan(
                        200,
                        Long.MAX_VALUE,
                        exchange -> {
                            enough.countDown();
                            answer(exchange, 200, "");
                        });

        LoadReport report;
        try (var load = LoadGenerator.start(plan, _ -> Shot.get("/"))) {
            assertThat(enough.await(10, TimeUnit.SECONDS)).isTrue();
            report = load.stop();
        }

        assertThat(report.sent()).isEqualTo(report.all().done()).isEqualTo(arrived.get());
    }

    @Test
    void theSameSeedMakesTheSameRequests() {
        var seen = ConcurrentHashMap.<String>newKeySet();
        var plan =
                plan(
                                2_000,
                                100,
                                exchange -> {
                                    seen.add(
                                            exchange.getRequestURI()
                                                    + exchange.getRequestHeaders()
                                                            .getFirst("X-User"));
                                    answer(exchange, 200, "");
                                })
                        .withUsers(1_000);

        run(plan, random -> Shot.get("/" + random.nextInt(1_000_000)));
        run(plan, random -> Shot.get("/" + random.nextInt(1_000_000)));

        assertThat(arrived.get()).isEqualTo(200);
        assertThat(seen).hasSize(100);
    }
}
