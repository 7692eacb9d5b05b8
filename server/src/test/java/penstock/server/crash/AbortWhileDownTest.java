package penstock.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.cli.api.Wire;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteTableCodec;
import penstock.kernel.control.Controller;
import penstock.kernel.control.Decision;
import penstock.kernel.store.SqliteStore;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Size;
import penstock.server.wiring.Around;
import penstock.server.wiring.ControlPlane;

/// An abort that is given while no server runs is kept, and is the first thing that the next one does.
final class AbortWhileDownTest {
    @TempDir private Path folder;

    @Test
    void theFirstTableOfTheNextServerHasWeightZeroAndTheAuditLogSaysWhoAndWhy() throws Exception {
        try (var site = new Site(folder)) {
            var server = site.deploy(1, "{ steps: [weight: 50%, pause], keepWarm: 0s }");
            site.release("1.1.0");
            site.awaitPhase("shop-2", "paused");
            try (var load = new SteadyLoad(site.data, site.ledgers, "abort")) {
                load.awaitMore(20);
                Site.kill(server.toHandle());

                var said = site.command("rollout", "abort", "shop", "--reason", "it smells");
                var again = site.command("rollout", "abort", "shop", "--reason", "now, please");

                assertThat(said)
                        .contains("service/shop: abort kept for the next server")
                        .contains("penstock up --data " + site.data)
                        .endsWith("exit code 0\n");
                assertThat(again).endsWith("exit code 0\n");
                assertThat(orders(site)).hasSize(2).allSatisfy(AbortWhileDownTest::isPrivate);
                load.awaitMore(20);
                assertThat(weight(firstTable(site))).isZero();

                site.start();
                site.awaitPhase("shop-2", "rolled-back");
                site.awaitInstancesOf("shop-1-0-0", 1);
                load.awaitMore(20);
                load.requireEachServedOnce();
            }
            assertThat(orders(site)).isEmpty();
            assertThat(site.data.resolve("run/orders/refused")).doesNotExist();
            theAuditLogSaysIt(site);
        }
    }

    private static List<Path> orders(Site site) throws IOException {
        try (var files = Files.list(site.data.resolve("run/orders"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void isPrivate(Path file) {
        try {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            var folder = file.resolveSibling("").toRealPath();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The first table that a server publishes, seen by holding back its controllers.
    private static RouteTable firstTable(Site site) throws Exception {
        var held = new Held();
        try (var store =
                        SqliteStore.open(
                                site.data.resolve("store.db"),
                                site.data.resolve("keys"),
                                InstantSource.system());
                var plane = ControlPlane.open(store, site.instanceSettings(), new Size(1), held)) {
            plane.start();
            var table = plane.gatewayLink().routes(-1, Duration.ofSeconds(10)).orElseThrow();
            held.free.countDown();
            return RouteTableCodec.decode(table);
        }
    }

    private static int weight(RouteTable table) {
        return table.routes().getFirst().split().candidateBasisPoints();
    }

    /// Controllers that do nothing until they are let go.
    private static final class Held implements Around {
        private final CountDownLatch free = new CountDownLatch(1);

        @Override
        public <S extends Record, T extends Record, O, E> Controller<S, T, O, E> controller(
                Controller<S, T, O, E> real) {
            return new Controller<>() {
                @Override
                public String name() {
                    return real.name();
                }

                @Override
                public Kind<S, T> kind() {
                    return real.kind();
                }

                @Override
                public O observe(Resource<S, T> resource) {
                    try {
                        free.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return real.observe(resource);
                }

                @Override
                public Decision<T, E> decide(O seen) {
                    return real.decide(seen);
                }

                @Override
                public void perform(E effect) throws Exception {
                    real.perform(effect);
                }

                @Override
                public List<E> gone(Ref ref) {
                    return real.gone(ref);
                }
            };
        }
    }

    private static void theAuditLogSaysIt(Site site) {
        var entries =
                site.ask(api -> api.get(Wire.AUDIT)).at("items").orElseThrow().asList().stream()
                        .filter(entry -> entry.textAt("verb").equals("abort"))
                        .toList();
        assertThat(entries).hasSize(1);
        assertThat(entries.getFirst().textAt("author")).isEqualTo("administrator");
        assertThat(entries.getFirst().textAt("reason"))
                .startsWith("it smells (ordered by " + System.getProperty("user.name", "") + " at ")
                .endsWith("while no server ran)");
        site.requireOneGatewayAndAWholeAuditLog();
    }

    @Test
    void ordersThatCannotBeCarriedOutAreNamedAndSetAsideAndTheServerStarts() throws Exception {
        try (var site = new Site(folder)) {
            var server = site.deploy(1, "{ steps: [weight: 50%, pause], keepWarm: 0s }");
            Site.kill(server.toHandle());
            var early = Instant.now().minusSeconds(3_600);
            leave(site, "1", "{\"order\":\"abo");
            leave(
                    site,
                    "2",
                    "{\"order\":\"promote\",\"environment\":\"production\",\"servce\":\"shop\"}");
            leave(site, "3", abort("nobody", Instant.now()));
            leave(site, "4", abort("shop", Instant.now()));
            leave(site, "5", abort("shop", early));
            leave(site, "6", "x".repeat(100_000));
            Files.createDirectory(site.data.resolve("run/orders/7.json"));

            site.start();

            assertThat(orders(site)).isEmpty();
            assertThat(why(site, "1")).contains("JSON line 1");
            assertThat(why(site, "2"))
                    .contains("promote")
                    .contains("servce: unknown field (did you mean \"service\"?)");
            assertThat(why(site, "3")).contains("nobody").contains("does not exist");
            assertThat(why(site, "4")).contains("rollout/shop-1 has ended (completed)");
            assertThat(why(site, "5")).contains("A rollout of").contains("does not exist");
            assertThat(why(site, "6")).contains("at most 65536 bytes");
            assertThat(why(site, "7")).contains("expected: a file");
            assertThat(site.command("doctor"))
                    .contains("an order was not carried out: ")
                    .contains("has ended (completed)");
        }
    }

    private static void leave(Site site, String name, String text) throws IOException {
        var folder = Files.createDirectories(site.data.resolve("run/orders"));
        Files.writeString(folder.resolve(name + ".json"), text);
    }

    private static String abort(String service, Instant at) {
        return "{\"order\":\"abort\",\"environment\":\"production\",\"service\":\"%s\",\"by\":\"ann\",\"at\":\"%s\"}"
                .formatted(service, at);
    }

    private static String why(Site site, String name) throws IOException {
        return Files.readString(site.data.resolve("run/orders/refused/" + name + ".json.why"));
    }
}
