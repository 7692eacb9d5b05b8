package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.testkit.NameServer;

/// Releases whose instances are found by names (GW-17, GW-18), through a whole installation: instances and DNS server belong to the test.
final class NamedRolloutTest {
    private static final int SERVER_FAILURE = 2;

    @TempDir private Path folder;

    private final NameServer names = new NameServer();
    private final List<ExternalShop> shops = new ArrayList<>();

    @AfterEach
    void stopShops() {
        names.close();
        shops.forEach(ExternalShop::close);
    }

    private ExternalShop shop(String version) {
        var shop = new ExternalShop(version);
        shops.add(shop);
        return shop;
    }

    private void apply(Installation installation) {
        var manifest =
                """
                apiVersion: penstock/v1
                kind: Service
                metadata: { name: shop }
                spec:
                  run:
                    external: { resolver: { server: "%s", minTtl: 100ms, maxTtl: 200ms, timeout: 1s } }
                    ready: { http: /ready, every: 50ms, timeout: 2s, failures: 2 }
                    stop: { drain: 5s }
                  route: { hosts: [shop.localhost], stickBy: ["header:X-User"], timeout: 20s }
                  rollout: { steps: [weight: 50%%, pause, weight: 100%%], keepWarm: 10m }
                """
                        .formatted(names.address());
        assertThat(installation.apply("shop", manifest).status()).isEqualTo(201);
    }

    /// A release of the instances that the SRV records of a name say.
    private static void release(Installation installation, String version, String name) {
        var order = "{\"version\": \"%s\", \"addresses\": [\"srv:%s\"]}".formatted(version, name);
        assertThat(installation.release("shop", order).status()).isEqualTo(200);
    }

    /// Says that a name has these servers, with weights.
    private void say(String name, Object... weightsAndShops) {
        var records = new ArrayList<String>();
        for (int i = 0; i < weightsAndShops.length; i += 2) {
            var shop = (ExternalShop) weightsAndShops[i + 1];
            records.add("0 " + weightsAndShops[i] + " " + shop.port() + " here.internal");
        }
        names.addresses("here.internal", 1, "127.0.0.1");
        names.servers(name, 1, records.toArray(String[]::new));
    }

    private static List<String> ready(Installation installation) {
        return installation
                .service("shop")
                .at("status", "instances")
                .orElseThrow()
                .asList()
                .stream()
                .filter(instance -> instance.textAt("state").equals("ready"))
                .map(instance -> instance.textAt("address"))
                .toList();
    }

    private static Node condition(Installation installation) {
        return installation
                .service("shop")
                .at("status", "conditions")
                .orElseThrow()
                .asList()
                .stream()
                .filter(found -> found.textAt("type").equals("Discovered"))
                .findFirst()
                .orElse(Node.text(""));
    }

    private static int serve(Installation installation, ExternalShop shop, int requests) {
        int before = shop.served.get();
        Shop.assertServed(installation, requests);
        return shop.served.get() - before;
    }

    @Test
    void instancesComeAndGoByTheirNamesAndNothingIsLost() {
        var one = shop("1.0.0");
        var two = shop("1.0.0");
        var three = shop("1.0.0");
        say("_shop._tcp.internal", 1, one, 3, two);
        try (var installation = new Installation(folder.resolve("data"))) {
            apply(installation);
            release(installation, "1.0.0", "_shop._tcp.internal");
            installation.awaitPhase("shop-1", "completed");
            Shop.until(() -> ready(installation).size() == 2);
            Shop.until(() -> serve(installation, one, 40) > 0);

            // Twenty of eighty, whichever gateway's turn it is.
            assertThat(serve(installation, one, 80)).isBetween(15, 25);
            try (var _ = new SteadyUsers(installation)) {
                say("_shop._tcp.internal", 1, three, 3, two);
                Shop.until(() -> !ready(installation).contains(one.address()));
                Shop.until(() -> three.served.get() > 10);
            }
            assertThat(serve(installation, one, 20)).isZero();

            // in the middle of a lookup the names of machines fail first, and that of the service
            // next
            names.code = SERVER_FAILURE;
            Shop.until(
                    () ->
                            condition(installation)
                                    .textAt("message")
                                    .contains("_shop._tcp.internal: ServFail(2)"));
            assertThat(condition(installation).textAt("status")).isEqualTo("false");
            assertThat(condition(installation).textAt("message")).contains("still counts");
            assertThat(serve(installation, two, 20)).isPositive();
            installation.restartServer();
            Shop.until(() -> condition(installation).textAt("status").equals("false"));
            assertThat(ready(installation)).contains(two.address(), three.address());
            assertThat(serve(installation, two, 20)).isPositive();
            names.code = 0;
            Shop.until(() -> condition(installation).textAt("status").equals("true"));
        }
    }

    @Test
    void aVersionUnderAnotherNameTakesOver() {
        var old = shop("1.0.0");
        var next = shop("1.1.0");
        say("_one._tcp.internal", 1, old);
        try (var installation = new Installation(folder.resolve("data"))) {
            apply(installation);
            release(installation, "1.0.0", "_one._tcp.internal");
            installation.awaitPhase("shop-1", "completed");
            try (var _ = new SteadyUsers(installation)) {
                // Its name is not there yet: the rollout waits for it.
                release(installation, "1.1.0", "_two._tcp.internal");
                Shop.until(
                        () ->
                                condition(installation)
                                        .textAt("message")
                                        .contains("_two._tcp.internal: NXDomain(3)"));
                say("_two._tcp.internal", 1, next);
                installation.awaitPhase("shop-2", "paused");
                installation.action("shop-2", "resume");
                installation.awaitPhase("shop-2", "completed");
            }

            assertThat(serve(installation, old, 20)).isZero();
            assertThat(serve(installation, next, 20)).isEqualTo(20);
        }
    }
}
