package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.routes.RouteTable;

/// What the guardian makes of proposals that come at a bad moment: while another is tried, or around its own death.
@EnabledIf("isLinux")
class ProposalTest {
    /// Says that it has begun, and becomes its other arguments once it may.
    private static final String HOLD =
            ": >\"$0.begun\"; until [ -e \"$0\" ]; do sleep 0.02; done; exec \"$@\"";

    /// A trial passes; what is to be the guardian counts itself and hangs, as often as its first argument says.
    private static final String HANG =
            "if [ -z \"${PENSTOCK_TRY:-}\" ]; then echo >>\"$0.begun\"; "
                    + "[ $(wc -l <\"$0.begun\") -gt $1 ] || exec sleep 1000; fi; shift; exec \"$@\"";

    @TempDir Path folder;

    static boolean isLinux() {
        return GuardianTest.isLinux();
    }

    /// A gateway without routes.
    private GuardedGateway start() throws IOException {
        var gateway = new GuardedGateway(folder);
        return gateway.serving(new RouteTable(1, List.of()), () -> isAnswering(gateway));
    }

    private List<String> held(String name, List<String> command) {
        return behind(HOLD, name, List.of(), command);
    }

    private List<String> behind(
            String script, String name, List<String> arguments, List<String> command) {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", script));
        line.add(folder.resolve(name).toString());
        line.addAll(arguments);
        line.addAll(command);
        return line;
    }

    private void awaitBegun(String name) {
        Await.until(() -> Files.exists(folder.resolve(name + ".begun")));
    }

    private void release(String name) throws IOException {
        Files.createFile(folder.resolve(name));
    }

    private List<String> file(String name) throws IOException {
        return Files.readAllLines(folder.resolve("run").resolve(name));
    }

    private static List<String> runs(ProcessHandle process) throws IOException {
        return List.of(
                Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                        .split("\0"));
    }

    private static boolean isAnswering(GuardedGateway gateway) {
        try (var client = new RawClient(gateway.address())) {
            return client.get("/").status() == 404;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aProposalThatComesWhileAnotherIsTriedIsTriedNext() throws Exception {
        try (var gateway = start()) {
            var last = gateway.command("--answer-grace", "3s");
            gateway.propose(held("good", gateway.command("--answer-grace", "2s")));
            awaitBegun("good");
            gateway.propose(last);
            release("good");

            Await.until(() -> !gateway.isProposed());

            assertThat(file("gateway.command")).isEqualTo(last);
            assertThat(gateway.hasFailed()).isFalse();
            assertThat(runs(gateway.gateway())).isEqualTo(last);

            var afterBroken = gateway.command("--answer-grace", "4s");
            gateway.propose(held("broken", List.of("false")));
            awaitBegun("broken");
            gateway.propose(afterBroken);
            release("broken");

            Await.until(() -> !gateway.isProposed());

            assertThat(file("gateway.command")).isEqualTo(afterBroken);
            assertThat(gateway.hasFailed()).isFalse();
            assertThat(runs(gateway.gateway())).isEqualTo(afterBroken);
        }
    }

    @Test
    void nothingBecomesTheGuardianThatWasNotTriedItself() throws Exception {
        try (var gateway = start()) {
            var guardian = gateway.guardian();
            gateway.proposeGuardian(held("good", gateway.command()));
            awaitBegun("good");
            gateway.proposeGuardian(gateway.commandOfBuildWith("if\n"));
            release("good");

            Await.until(() -> !gateway.isGuardianProposed());

            assertThat(gateway.hasRefusedGuardian()).isTrue();
            assertThat(gateway.guardian()).isEqualTo(guardian);
            gateway.handOver();
            assertThat(isAnswering(gateway)).isTrue();
        }
    }

    @Test
    void aGuardianThatIsKilledOverItsReplacementIsReplacedAllTheSame() throws Exception {
        var another = GuardedGateway.script().replace("\nmain\n", "\nsay another script\nmain\n");
        try (var gateway = start()) {
            gateway.proposeGuardian(
                    behind(HANG, "once", List.of("1"), gateway.commandOfBuildWith(another)));
            awaitBegun("once");

            gateway.killGuardian();
            Await.until(() -> !gateway.isGuardianProposed());

            assertThat(gateway.hasRefusedGuardian()).isFalse();
            Await.until(() -> GuardianTest.said(gateway).contains("another script"));
            assertThat(isAnswering(gateway)).isTrue();

            gateway.proposeGuardian(behind(HANG, "always", List.of("9"), gateway.command()));
            for (int kills = 1; kills <= 2; kills++) {
                int times = kills;
                Await.until(() -> lines("always.begun") == times);
                gateway.killGuardian();
            }
            Await.until(() -> !gateway.isGuardianProposed());

            assertThat(gateway.hasRefusedGuardian()).isTrue();
            assertThat(gateway.said()).contains("killed twice while another was to replace it");
            gateway.handOver();
            assertThat(isAnswering(gateway)).isTrue();
        }
    }

    private int lines(String name) {
        try {
            return Files.readAllLines(folder.resolve(name)).size();
        } catch (IOException notYet) {
            return 0;
        }
    }

    /// Whoever proposed it was killed before it could order it, and so was the guardian.
    @Test
    void aProposalThatNobodyOrderedIsTriedByTheNextGuardian() throws Exception {
        try (var gateway = start()) {
            var next = gateway.command("--answer-grace", "2s");
            gateway.write("gateway.next", next);

            gateway.killGuardian();
            Await.until(() -> !gateway.isProposed());

            assertThat(gateway.hasFailed()).isFalse();
            assertThat(file("gateway.command")).isEqualTo(next);
            assertThat(runs(gateway.gateway())).isEqualTo(next);
        }
    }

    @Test
    void aHandoverGoesOnWhileTheScriptIsReplacedByOneThatGivesNoSecondNamesAndBack()
            throws Exception {
        var before = GuardedGateway.resource("guardian-without-second-names.sh");
        try (var gateway = start()) {
            replaceGuardianAmidAHandover(gateway, "2s", gateway.commandOfBuildWith(before));
            replaceGuardianAmidAHandover(gateway, "3s", gateway.command());

            gateway.handOver();
            assertThat(isAnswering(gateway)).isTrue();
        }
    }

    private void replaceGuardianAmidAHandover(
            GuardedGateway gateway, String grace, List<String> guardian) throws IOException {
        var next = held(grace, gateway.command("--answer-grace", grace));
        gateway.propose(next);
        awaitBegun(grace);

        gateway.become(guardian);
        assertThat(gateway.hasRefusedGuardian()).isFalse();
        assertThat(gateway.isProposed()).isTrue();
        release(grace);
        Await.until(() -> !gateway.isProposed());

        assertThat(file("gateway.command")).isEqualTo(next);
        assertThat(runs(gateway.gateway())).contains("--answer-grace", grace);
    }
}
