package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.LimitsSpec;
import penstock.model.Size;

final class ControlGroupsTest {
    private static final LimitsSpec BOTH =
            new LimitsSpec(Optional.of(Size.parse("512Mi")), Optional.of(0.5));

    @TempDir Path machine;

    @Test
    void writesTheLimitsIntoAGroupOfTheInstance() throws IOException {
        var own = group("cpuset cpu io memory pids", "memory cpu");

        var group = groups().prepare("shop-1", BOTH);

        var made = own.resolve("penstock-shop-1");
        assertThat(group.notes()).isEmpty();
        assertThat(group.members()).contains(made.resolve("cgroup.procs"));
        assertThat(made.resolve("memory.max")).hasContent("536870912");
        assertThat(made.resolve("cpu.max")).hasContent("50000 100000");
    }

    @Test
    void handsControllersOnWhereThatIsNotDoneYet() throws IOException {
        var own = group("cpu memory", "");

        groups().prepare("shop-1", BOTH);

        assertThat(own.resolve("cgroup.subtree_control")).hasContent("+memory +cpu");
    }

    @Test
    void makesNoGroupWithoutLimits() throws IOException {
        var own = group("cpu memory", "memory cpu");

        var group = groups().prepare("a", new LimitsSpec(Optional.empty(), Optional.empty()));

        assertThat(group.members()).isEmpty();
        assertThat(own.resolve("penstock-a")).doesNotExist();
    }

    @Test
    void saysPlainlyThatThereAreNoControlGroups() {
        var group = groups().prepare("a", BOTH);

        assertThat(group.members()).isEmpty();
        assertThat(group.notes())
                .containsExactly(
                        "memory limit 512Mi is not enforced: cgroup v2 is not available here",
                        "cpu limit 0.5 is not enforced: cgroup v2 is not available here");
    }

    @Test
    void saysPlainlyThatTheControllersAreMissing() throws IOException {
        group("", "");

        var group = groups().prepare("a", BOTH);

        assertThat(group.notes())
                .allMatch(
                        note ->
                                note.endsWith(
                                        "the memory and cpu controllers of cgroup v2 are not"
                                                + " available here"));
    }

    private ControlGroups groups() {
        return new ControlGroups(machine.resolve("sys"), machine.resolve("self"));
    }

    private Path group(String controllers, String handedOn) throws IOException {
        Files.writeString(machine.resolve("self"), "1:name=systemd:/x\n0::/system/penstock\n");
        var own = Files.createDirectories(machine.resolve("sys/system/penstock"));
        Files.writeString(machine.resolve("sys/cgroup.controllers"), controllers);
        Files.writeString(own.resolve("cgroup.controllers"), controllers);
        Files.writeString(own.resolve("cgroup.subtree_control"), handedOn);
        return own;
    }
}
