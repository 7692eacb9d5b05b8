package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A small service that answers with its version, and what tests of a whole installation do with it.
final class Shop {
    /// Answers with its version on the port in PORT; does not answer users at all when HANG says so.
    private static final String PROGRAM =
            """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;
            import java.util.concurrent.Executors;

            void main() throws Exception {
                var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 100);
                server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
                server.createContext("/", exchange -> {
                    if (System.getenv("HANG") != null && !exchange.getRequestURI().getPath().equals("/ready")) {
                        java.util.concurrent.locks.LockSupport.parkNanos(60_000_000_000L);
                    }
                    var body = ("version " + System.getenv("PENSTOCK_VERSION")).getBytes();
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
                server.start();
            }
            """;

    private static final String SERVICES = "/api/v1/environments/production/services/";

    private Shop() {}

    /// @param timeout of requests; long enough for a machine that is busy with other things, except where it is awaited
    private static String service(int instances, String steps, String timeout) {
        return """
        apiVersion: penstock/v1
        kind: Service
        metadata: { name: shop }
        spec:
          run:
            process: { command: [java, -Xshare:auto, -XX:TieredStopAtLevel=1, --source, "25", "{artefact}"] }
            instances: %d
            ready: { http: /ready, every: 100ms, timeout: 1s, failures: 2, within: 60s }
            stop: { grace: 2s, drain: 5s }
          route: { hosts: [shop.localhost], stickBy: ["header:X-User"], timeout: %s }
          rollout: { steps: %s, keepWarm: 10m }
        """
                .formatted(instances, timeout, steps);
    }

    static Installation.Answer release(Installation installation, String version, String env) {
        return releaseUploaded(installation, version, env, upload(installation));
    }

    /// The program's digest.
    static String upload(Installation installation) {
        return installation.upload(PROGRAM).textAt("digest");
    }

    static Installation.Answer releaseUploaded(
            Installation installation, String version, String env, String digest) {
        return installation.release(
                "shop",
                "{\"version\": \"%s\", \"artefact\": {\"digest\": \"%s\", \"name\": \"Shop.java\"}, \"env\": {%s}}"
                        .formatted(version, digest, env));
    }

    static void deploy(Installation installation, int instances, String steps) {
        deploy(installation, instances, steps, "5s");
    }

    static void deploy(Installation installation, int instances, String steps, String timeout) {
        var manifest = service(instances, steps, timeout);
        assertThat(installation.apply("shop", manifest).status()).isEqualTo(201);
        assertThat(release(installation, "1.0.0", "").status()).isEqualTo(200);
        installation.awaitPhase("shop-1", "completed");
        until(() -> readiness(installation).equals(instances + "/" + instances));
    }

    /// What a user is answered by.
    static String versionFor(Installation installation, String user) {
        var answer = installation.get("shop.localhost", "/", user);
        assertThat(answer).startsWith("HTTP/1.1 200");
        return answer.substring(answer.indexOf("version ") + "version ".length());
    }

    static String readiness(Installation installation) {
        return installation.call("GET", SERVICES + "shop", "").body().textAt("status", "ready");
    }

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time to wait").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    static void assertServed(Installation installation, int requests) {
        for (int user = 0; user < requests; user++) {
            assertThat(installation.get("shop.localhost", "/", "user" + user))
                    .startsWith("HTTP/1.1 200");
        }
    }

    /// Large enough to need room on the disk, and another one each time.
    static Installation.Answer changeLabel(Installation installation) {
        var manifest =
                service(1, "[weight: 100%]", "5s")
                        .replace(
                                "metadata: { name: shop }",
                                "metadata: { name: other, annotations: { note: \""
                                        + (System.nanoTime() + "-").repeat(2_000)
                                        + "\" } }")
                        .replace("shop.localhost", "other.localhost");
        var answer = installation.apply("other", manifest);
        return answer.status() == 201 ? new Installation.Answer(200, answer.body()) : answer;
    }
}
