package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.Split;

/// The guardian's own life: it is replaced, killed, and given other addresses, under load.
@EnabledIf("isLinux")
class GuardianLifeTest {
    private static final String CALL_OF_MAIN = "\nmain\n";

    /// Several looks of a gateway at its guardian.
    private static final Duration LOOKS = Duration.ofSeconds(2);

    @TempDir Path folder;

    static boolean isLinux() {
        return GuardianTest.isLinux();
    }

    private GuardedGateway start(RawUpstream shop, String... options) throws IOException {
        var gateway = new GuardedGateway(folder, options);
        var route = GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), Limits.DEFAULT);
        return gateway.serving(
                new RouteTable(1, List.of(route)),
                () ->
                        isServing(gateway.address())
                                && Files.exists(folder.resolve("run/routes.bin")));
    }

    private static boolean isServing(InetSocketAddress address) {
        try (var client = new RawClient(address)) {
            return client.get("/").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void awaitServing(InetSocketAddress address) {
        Await.until(() -> isServing(address));
    }

    private static void killGateway(GuardedGateway gateway) {
        long before = gateway.pid();
        gateway.gateway().destroyForcibly();
        Await.until(() -> gateway.pid() != before);
    }

    /// A test may fail just when the gateway has started the next guardian, of which nothing is written down yet.
    @Test
    void whatATestStartsEndsWithItThoughNobodyWatchesOverTheGateway() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello")) {
            var gateway = start(shop);
            try (gateway) {
                var before = GuardedGateway.ofFolder(folder);
                gateway.guardian().destroyForcibly();
                Await.until(
                        () ->
                                GuardedGateway.ofFolder(folder).stream()
                                        .anyMatch(one -> !before.contains(one)));
            }

            assertThat(GuardedGateway.ofFolder(folder)).isEmpty();
        }
    }

    @Test
    void anotherScriptBecomesTheGuardianUnderLoadAndGoesOnWatching() throws Exception {
        var next = GuardedGateway.script().replace(CALL_OF_MAIN, "\nsay another script\nmain\n");
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = start(shop)) {
            var guardian = gateway.guardian();
            long before = gateway.pid();
            var load = new GatewayLoad(gateway.address(), 16, 8);
            try (load) {
                load.await(200);
                gateway.become(gateway.commandOfBuildWith(next));
                Await.until(() -> GuardianTest.said(gateway).contains("another script"));
                load.await(200);
                gateway.handOver();
                load.await(200);
            }

            assertThat(load.refusals).isEmpty();
            assertThat(load.failures).isEmpty();
            assertThat(gateway.guardian()).isEqualTo(guardian);
            assertThat(gateway.pid()).isNotEqualTo(before);
            killGateway(gateway);
            assertThat(isServing(gateway.address())).isTrue();
        }
    }

    @Test
    void aGatewayFromBeforeTheChangeOfScriptIsStillWatchedAfterIt() throws Exception {
        var next = GuardedGateway.script().replace(CALL_OF_MAIN, "\nsay another script\nmain\n");
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = start(shop)) {
            gateway.become(gateway.commandOfBuildWith(next));

            killGateway(gateway);

            assertThat(isServing(gateway.address())).isTrue();
            gateway.order("end");
            Await.until(() -> !gateway.guardian().isAlive());
        }
    }

    /// It cannot look at its guardian then, and two guardians must not share a queue.
    @Test
    void withoutFileDescriptorsAGatewayTakesItsGuardianForAlive() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = start(shop)) {
            var guardian = gateway.guardian();
            long begin = System.nanoTime();
            limitDescriptors(gateway.pid(), "3:");
            Await.until(() -> System.nanoTime() - begin > LOOKS.toNanos());
            limitDescriptors(gateway.pid(), "1024:");

            assertThat(gateway.said()).doesNotContain("the guardian was killed");
            assertThat(gateway.guardian()).isEqualTo(guardian);
            assertThat(isServing(gateway.address())).isTrue();
        }
    }

    /// With the command of util-linux.
    private static void limitDescriptors(long pid, String limit) throws Exception {
        var process =
                new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + limit)
                        .inheritIO()
                        .start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void aScriptThatDoesNotParseOrAnswerLeavesTheGuardianAsItWas() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = start(shop)) {
            var guardian = gateway.guardian();
            for (var broken :
                    List.of(
                            GuardedGateway.script() + "\nif\n",
                            "echo guardian 1\n",
                            "kill -9 $$\n")) {
                gateway.become(gateway.commandOfBuildWith(broken));

                assertThat(gateway.hasRefusedGuardian()).isTrue();
                assertThat(gateway.guardian()).isEqualTo(guardian);
            }
            killGateway(gateway);
            assertThat(isServing(gateway.address())).isTrue();
            assertThat(gateway.said())
                    .contains("the new guardian failed its trial")
                    .contains("(expected: \"guardian 2\")");
            gateway.become(gateway.command());
            assertThat(gateway.hasRefusedGuardian()).isFalse();
        }
    }

    @Test
    void aGuardianThatIsKilledIsReplacedByItsGatewayAndNobodyIsRefused() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = start(shop)) {
            int kills = 2;
            int clients = 16;
            var load = new GatewayLoad(gateway.address(), clients, 0);
            try (load) {
                for (int i = 0; i < kills; i++) {
                    gateway.killGuardian();
                    load.await(100);
                    killGateway(gateway);
                    load.await(100);
                }
            }

            assertThat(load.refusals).isEmpty();
            assertThat(load.failures.size()).isLessThanOrEqualTo(kills * clients);
            gateway.handOver();
            var guardian = gateway.guardian();
            gateway.order("end");
            Await.until(() -> !guardian.isAlive() && !isServing(gateway.address()));
        }
    }

    @Test
    void severalAddressesStayOpenWhileOthersComeAndGo() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = start(shop, "--listen", "[::1]:0", "--listen", "127.0.0.1:0")) {
            var before = gateway.addresses();
            assertThat(before).hasSize(3);
            List<GatewayLoad> loads = new ArrayList<>();
            for (var staying : before.subList(0, 2)) {
                loads.add(new GatewayLoad(staying, 6, 4));
            }
            try (var first = loads.getFirst();
                    var second = loads.getLast()) {
                for (var load : loads) {
                    load.await(50);
                }
                gateway.handOver();
                before.forEach(GuardianLifeTest::awaitServing);
                var changed = gateway.command("--listen", "[::1]:0", "--listen", "127.0.0.2:0");
                gateway.become(changed);
                gateway.handOver();
                for (var load : loads) {
                    load.await(50);
                }
                assertThat(first.refusals).isEmpty();
                assertThat(second.refusals).isEmpty();
                assertThat(first.failures).isEmpty();
                assertThat(second.failures).isEmpty();
                killGateway(gateway);
                for (var load : loads) {
                    load.await(50);
                }
            }

            var after = gateway.addresses();
            assertThat(after.subList(0, 2)).isEqualTo(before.subList(0, 2));
            assertThat(after.getLast().getHostString()).isEqualTo("127.0.0.2");
            after.forEach(GuardianLifeTest::awaitServing);
            Await.until(() -> isRefused(before.getLast()));
            assertThat(loads).allSatisfy(load -> assertThat(load.refusals).isEmpty());
        }
    }

    private static boolean isRefused(InetSocketAddress address) {
        try (var client = new RawClient(address)) {
            return client.socket.isClosed();
        } catch (ConnectException refused) {
            return true;
        } catch (IOException other) {
            return false;
        }
    }

    @Test
    void anAddressThatIsTakenLeavesTheGuardianAsItWas() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var taken = new java.net.ServerSocket(0);
                var gateway = start(shop)) {
            var before = gateway.addresses();

            gateway.become(gateway.command("--listen", "127.0.0.1:" + taken.getLocalPort()));

            assertThat(gateway.hasRefusedGuardian()).isTrue();
            assertThat(gateway.addresses()).isEqualTo(before);
            assertThat(gateway.said()).contains("the port is taken");
            killGateway(gateway);
            assertThat(isServing(gateway.address())).isTrue();
        }
    }
}
