package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;

/// Releases whose instances somebody else runs (GW-02, GW-15), through a whole installation: the instances are servers of the test.
final class ExternalRolloutTest {
    private static final String LOGS = "/api/v1/environments/production/services/shop/logs?tail=5";

    @TempDir private Path folder;

    private final List<ExternalShop> shops = new ArrayList<>();

    @AfterEach
    void stopShops() {
        shops.forEach(ExternalShop::close);
    }

    private ExternalShop shop(String version) {
        var shop = new ExternalShop(version);
        shops.add(shop);
        return shop;
    }

    private ExternalShop secure(String version) {
        var shop = ExternalShop.secure(version);
        shops.add(shop);
        return shop;
    }

    private static void apply(Installation installation, String steps) {
        apply(installation, steps, "");
    }

    private static void apply(Installation installation, String steps, String run) {
        var manifest =
                """
                apiVersion: penstock/v1
                kind: Service
                metadata: { name: shop }
                spec:
                  run:
                    external: {}%s
                    ready: { http: /ready, every: 50ms, timeout: 2s, failures: 2 }
                    stop: { drain: 5s }
                  route: { hosts: [shop.localhost], stickBy: ["header:X-User"], timeout: 20s }
                  rollout: { steps: %s, keepWarm: 10m }
                """
                        .formatted(run.isEmpty() ? "" : "\n    " + run, steps);
        assertThat(installation.apply("shop", manifest).status()).isBetween(200, 201);
    }

    private static Installation.Answer release(
            Installation installation, String version, ExternalShop... shops) {
        var addresses =
                Stream.of(shops)
                        .map(shop -> "\"" + shop.address() + "\"")
                        .collect(Collectors.joining(","));
        return installation.release(
                "shop", "{\"version\": \"%s\", \"addresses\": [%s]}".formatted(version, addresses));
    }

    private static void deploy(Installation installation, String steps, ExternalShop... shops) {
        apply(installation, steps);
        assertThat(release(installation, "1.0.0", shops).status()).isEqualTo(200);
        installation.awaitPhase("shop-1", "completed");
    }

    @Test
    void aVersionWithinTlsTakesOverFromOneWithoutAndOneThatCannotBeVerifiedNeverDoes()
            throws Exception {
        var data = folder.resolve("data");
        Certificates.copy(data, "internal.pem");
        try (var installation = new Installation(data)) {
            deploy(installation, "[weight: 100%]", shop("1.0.0"));

            apply(
                    installation,
                    "[weight: 100%]",
                    "tls: { ca: internal.pem, serverName: shop.example.com }");
            var secure = secure("2.0.0");
            assertThat(release(installation, "2.0.0", secure).status()).isEqualTo(200);
            installation.awaitPhase("shop-2", "completed");

            assertThat(installation.get("shop.localhost", "/", "ann")).contains("version 2.0.0");

            apply(
                    installation,
                    "[weight: 100%]",
                    "tls: { ca: internal.pem, serverName: other.test }");
            assertThat(release(installation, "3.0.0", secure("3.0.0")).status()).isEqualTo(200);
            Shop.until(
                    () ->
                            instances(installation).stream()
                                    .filter(one -> one.textAt("version").equals("3.0.0"))
                                    .anyMatch(
                                            one ->
                                                    one.textAt("message")
                                                            .contains("TLS failed: wrong-name")));
            assertThat(states(installation, "3.0.0")).containsExactly("starting");
            assertThat(installation.get("shop.localhost", "/", "ann")).contains("version 2.0.0");
        }
    }

    private static List<Node> instances(Installation installation) {
        return installation.service("shop").at("status", "instances").orElseThrow().asList();
    }

    private static List<String> states(Installation installation, String version) {
        return instances(installation).stream()
                .filter(instance -> instance.textAt("version").equals(version))
                .map(instance -> instance.textAt("state"))
                .toList();
    }

    @Test
    void aVersionAtOtherAddressesTakesOverInMeasuredAmountsAndNothingIsLost() throws Exception {
        var old = List.of(shop("1.0.0"), shop("1.0.0"));
        var next = List.of(shop("1.1.0"), shop("1.1.0"));
        try (var installation = new Installation(folder.resolve("data"))) {
            deploy(
                    installation,
                    "[weight: 50%, pause, weight: 100%]",
                    old.toArray(ExternalShop[]::new));
            try (var _ = new SteadyUsers(installation)) {
                assertThat(
                                release(installation, "1.1.0", next.toArray(ExternalShop[]::new))
                                        .status())
                        .isEqualTo(200);
                installation.awaitPhase("shop-2", "paused");
                Shop.until(
                        () ->
                                Stream.concat(old.stream(), next.stream())
                                        .allMatch(each -> each.served.get() > 20));
                installation.action("shop-2", "resume");
                installation.awaitPhase("shop-2", "completed");
            }
            int before = served(old);
            Shop.assertServed(installation, 20);

            assertThat(served(old)).as("requests at the old version's addresses").isEqualTo(before);
            assertThat(instances(installation))
                    .extracting(instance -> instance.textAt("address"))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(old.stream(), next.stream())
                                    .map(ExternalShop::address)
                                    .toList());
            assertThat(installation.act("shop", "rollback", "{}").status()).isEqualTo(200);
            installation.awaitPhase("shop-3", "completed");
            assertThat(Shop.versionFor(installation, "anna")).isEqualTo("1.0.0");
        }
    }

    private static int served(List<ExternalShop> shops) {
        return shops.stream().mapToInt(shop -> shop.served.get()).sum();
    }

    @Test
    void aBadCandidateElsewhereIsTakenBack() throws Exception {
        var old = shop("1.0.0");
        var bad = shop("1.1.0");
        bad.isFailing = true;
        try (var installation = new Installation(folder.resolve("data"))) {
            deploy(
                    installation,
                    "[weight: 50%, hold: { until: not-worse, atMost: 15m }, weight: 100%]",
                    old);
            // Safe requests that the candidate fails are answered by stable, so none is lost.
            try (var _ = new SteadyUsers(installation)) {
                var answer =
                        installation.release(
                                "shop",
                                "{\"version\": \"1.1.0\", \"addresses\": [\"%s\"], \"force\": \"a test\"}"
                                        .formatted(bad.address()));
                assertThat(answer.status()).isEqualTo(200);
                installation.awaitPhase("shop-2", "rolled-back");
            }
            Shop.until(() -> states(installation, "1.1.0").isEmpty());
            int before = bad.served.get();
            Shop.assertServed(installation, 20);

            assertThat(installation.rollout("shop-2").textAt("status", "reason"))
                    .isEqualTo("CandidateWorse");
            assertThat(bad.served.get()).isEqualTo(before).isPositive();
        }
    }

    @Test
    void aServerThatIsKilledGoesOnWithTheInstancesItKnew() throws Exception {
        var old = shop("1.0.0");
        var next = shop("1.1.0");
        var servers = new ArrayList<SeparateServer>();
        try (var installation = Installation.separate(folder.resolve("data"), servers::add)) {
            deploy(installation, "[weight: 50%, pause, weight: 100%]", old);
            release(installation, "1.1.0", next);
            installation.awaitPhase("shop-2", "paused");
            try (var _ = new SteadyUsers(installation)) {
                servers.getLast().signal("KILL");
                Shop.assertServed(installation, 20);
                installation.restartServer();
                installation.action("shop-2", "resume");
                installation.awaitPhase("shop-2", "completed");
            }

            assertThat(Shop.versionFor(installation, "anna")).isEqualTo("1.1.0");
            assertThat(states(installation, "1.0.0")).containsExactly("ready");
        }
    }

    private static void assertRefusals(Installation installation) {
        apply(installation, "[weight: 50%, pause, weight: 100%]");
        assertThat(release(installation, "1.0.0").body().toString())
                .contains("addresses")
                .contains("penstock release --address 10.0.0.5:8080");
        var withEnv =
                installation.release(
                        "shop",
                        "{\"version\": \"1.0.0\", \"addresses\": [\"10.0.0.5:80\"], \"env\": {\"A\": \"b\"}}");
        assertThat(withEnv.body().toString())
                .contains("env")
                .contains("somebody else runs the instances");
    }

    @Test
    void whatPenstockWouldHaveToStartIsRefusedAndAnInstanceThatIsNotReadyHasNoTraffic() {
        var one = shop("1.0.0");
        var other = shop("1.0.0");
        try (var installation = new Installation(folder.resolve("data"))) {
            assertRefusals(installation);
            assertThat(release(installation, "1.0.0", one, other).status()).isEqualTo(200);
            installation.awaitPhase("shop-1", "completed");
            assertThat(release(installation, "1.1.0", one).body().toString())
                    .contains(one.address() + " (expected: an address that 1.0.0 does not have");
            one.isReady = false;
            Shop.until(() -> states(installation, "1.0.0").contains("not-ready"));
            int before = one.served.get();
            Shop.assertServed(installation, 20);
            int after = one.served.get();
            one.isReady = true;
            Shop.until(
                    () -> {
                        Shop.assertServed(installation, 1);
                        return one.served.get() > after;
                    });

            assertThat(after).isEqualTo(before);
            assertThat(installation.call("GET", LOGS, "").status()).isEqualTo(404);
            assertThat(instances(installation))
                    .allSatisfy(
                            instance -> {
                                assertThat(instance.textAt("pid")).isEqualTo("0");
                                assertThat(instance.textAt("restarts")).isEqualTo("0");
                            });
        }
    }
}
