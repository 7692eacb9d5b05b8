package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What counts as a guardian that goes on.
class GuardianWatchTest {

    private static final String UNKNOWN = "";

    @Test
    void aProcessWhoseStartTimeCouldNotBeReadYetGoesOn() {
        long own = ProcessHandle.current().pid();

        assertThat(GuardianWatch.isThere(own, UNKNOWN)).isTrue();
    }

    @Test
    void aProcessOfAnotherStartTimeIsAnother() {
        long own = ProcessHandle.current().pid();

        assertThat(GuardianWatch.isThere(own, "1")).isFalse();
    }

    @Test
    void aProcessThatHasEndedDoesNotGoOn() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();

        assertThat(GuardianWatch.isThere(ended.pid(), UNKNOWN)).isFalse();
    }

    /// A guardian that is replaced was a virtual machine for a moment. The more threads that has, the longer its first one has ended
    /// before it is the shell.
    @Test
    @EnabledIf("isLinux")
    void aProcessThatBecomesAnotherProgramGoesOnAllTheTime() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Turning.class.getName())
                        .start();
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).isEqualTo("about to turn");
            String start = ProcessStart.ticks(Path.of("/proc", Long.toString(process.pid())));
            boolean wasMissed = false;
            CompletableFuture<String> turned = CompletableFuture.supplyAsync(() -> next(said));
            process.getOutputStream().close();
            while (!turned.isDone()) {
                wasMissed |= !GuardianWatch.isThere(process.pid(), start);
            }

            assertThat(turned.get()).isEqualTo("turned");
            assertThat(wasMissed).isFalse();
        } finally {
            process.destroyForcibly();
        }
    }

    static boolean isLinux() {
        return Guard.isSupported();
    }

    private static String next(BufferedReader said) {
        try {
            return String.valueOf(said.readLine());
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    /// Becomes a shell as soon as its input ends.
    static final class Turning {

        private static final int THREADS = 300;

        static void main() throws IOException {
            for (int i = 0; i < THREADS; i++) {
                Thread.ofPlatform().daemon().start(LockSupport::park);
            }
            System.out.println("about to turn");
            int _ = System.in.read();
            ProcessImage.replace(
                    Path.of("/bin/sh"),
                    List.of("sh", "-c", "echo turned; exec sleep 60"),
                    List.of(),
                    Set.of());
        }
    }
}
