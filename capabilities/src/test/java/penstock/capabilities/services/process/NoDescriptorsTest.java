package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.Instance.State;
import penstock.capabilities.services.probing.Shortage;

/// A server that has no file descriptor left cannot look at its instances. It must not take them for ended or ill.
final class NoDescriptorsTest {
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

    /// For many looks and questions, in seconds.
    private static final long ENOUGH = 3;

    @TempDir Path data;

    @Test
    void instancesAreNeitherKilledNorRestartedWhileTheServerCannotLookAtThem() throws Exception {
        if (!Files.isExecutable(PRLIMIT)) {
            System.err.println("not tested: there is no prlimit here");
            assertThat(System.getenv("CI")).as("CI has prlimit").isNull();
            return;
        }
        try (var site = new Site(data)) {
            var probe = "{ http: /status, every: 100ms, timeout: 1s, failures: 2 }";
            var spec = Specs.program("a").with("ready: " + probe).with("live: " + probe).spec();
            site.target.start(spec);
            site.await("a", State.READY);
            site.reopen(); // one that was adopted is watched in another way than a child
            var before = site.await("a", State.READY);
            var states = new CopyOnWriteArrayList<State>();
            site.target.onChange(id -> states.add(site.target.instance(id).orElseThrow().state()));

            withoutDescriptors(site);

            var after = site.await("a", State.READY);
            assertThat(states).isEmpty();
            assertThat(after.pid()).isEqualTo(before.pid());
            assertThat(after.restarts()).isZero();
            assertThat(new ProcessTable().identify(before.pid())).isPresent();
        }
    }

    /// For three seconds this very process can open nothing. What gives the descriptors back has been started before, and waits
    /// for its input to end.
    private static void withoutDescriptors(Site site) throws Exception {
        // a class that is first needed now could not be loaded
        assertThat(Shortage.isCauseOf(new IOException("Too many open files"))).isTrue();
        var self = Long.toString(ProcessHandle.current().pid());
        var limiting =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "prlimit --pid "
                                        + self
                                        + " --nofile=4: && read end; prlimit --pid "
                                        + self
                                        + " --nofile="
                                        + softLimit()
                                        + ":")
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var _ = limiting.getOutputStream()) {
            site.until(NoDescriptorsTest::isWithout, () -> "files can still be opened");
            limiting.waitFor(ENOUGH, TimeUnit.SECONDS);
        }
        assertThat(limiting.waitFor()).isZero();
    }

    private static boolean isWithout() {
        try (var _ = Files.newInputStream(Path.of("/dev/null"))) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static String softLimit() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+", -1)[3])
                .findFirst()
                .orElseThrow();
    }
}
