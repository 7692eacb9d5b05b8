package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;

/// A server and a gateway whose clock is set while a rollout holds. A preloaded library (`clock.c`) shifts their time of day; it is
/// compiled here. (libfaketime, which could do it, keeps a lock while a thread waits, so that a JVM with it now and then hangs.)
final class ClockJumpTest {
    private static final Duration HOLD = Duration.ofSeconds(6);
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path folder;
    private Path setting = Path.of("");

    /// Empty without a C compiler or elsewhere than on Linux, which is said in one line and is a failure in CI.
    private Optional<Path> library() throws Exception {
        var source = folder.resolve("clock.c");
        var library = folder.resolve("clock.so");
        try (var own = ClockJumpTest.class.getResourceAsStream("clock.c")) {
            Files.copy(Objects.requireNonNull(own), source);
        }
        if (isLinux() && compile(source, library)) {
            return Optional.of(library);
        }
        if (System.getenv("CI") != null) {
            throw new AssertionError("clock.c was not compiled (expected in CI: package gcc)");
        }
        System.err.println("not tested: setting the clock needs Linux and a C compiler (cc)");
        return Optional.empty();
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    private static boolean compile(Path source, Path library) throws InterruptedException {
        var command =
                List.of("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString());
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private String shell(Path library) {
        return "export LD_PRELOAD=" + library + " CLOCK_OFFSET=" + setting + ";";
    }

    /// The file is mapped into the programs, so it is written in place and never shorter.
    private void set(Duration offset) {
        var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        try {
            Files.write(
                    setting,
                    bytes.putLong(offset.toSeconds()).array(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sets it, and waits until the server's audit log is of that time.
    private void set(Installation installation, Duration offset) {
        set(offset);
        Shop.until(
                () -> {
                    Shop.changeLabel(installation);
                    var ahead = Duration.between(Instant.now(), newestEntry(installation));
                    return ahead.minus(offset).abs().compareTo(Duration.ofMinutes(10)) < 0;
                });
    }

    private static Instant newestEntry(Installation installation) {
        return installation
                .call("GET", "/api/v1/audit?limit=1000", "")
                .body()
                .at("items")
                .map(Node::asList)
                .orElseThrow()
                .stream()
                .map(entry -> Instant.parse(entry.textAt("at")))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    @Test
    void aClockThatIsSetForthAndBackByAnHourSkipsNoHoldAndCostsNoLeaseAndNoInstance()
            throws Exception {
        var library = library();
        if (library.isEmpty()) {
            return;
        }
        setting = folder.resolve("clock.offset");
        set(Duration.ZERO);
        var servers = new ArrayList<SeparateServer>();
        var data = folder.resolve("data");
        try (var installation = Installation.separate(data, shell(library.get()), servers::add)) {
            Shop.deploy(installation, 1, "[weight: 50%, hold: 6s, weight: 100%]");

            holdWhile(installation, 2, () -> set(installation, HOUR));
            holdWhile(installation, 3, () -> set(installation, HOUR.negated()));
            holdWhile(
                    installation,
                    4,
                    () -> {
                        set(installation, HOUR);
                        set(installation, HOUR.negated());
                        set(installation, Duration.ZERO);
                    });

            Shop.until(() -> Shop.readiness(installation).equals("1/1"));
            assertThat(servers.getFirst().said())
                    .doesNotContain("lease")
                    .doesNotContain("look failed");
            var running = pids(installation);
            set(HOUR.negated());
            installation.restartServer();
            Shop.assertServed(installation, 50);
            // One that was being stopped may have ended, and is shown without a process until its
            // record is gone; one that was lost comes back with another process.
            Shop.until(() -> !pids(installation).contains("0"));
            assertThat(pids(installation)).as("adopted").isNotEmpty().isSubsetOf(running);
        }
    }

    /// Of all instances: the version before may still be kept warm.
    private static List<String> pids(Installation installation) {
        return installation
                .service("shop")
                .at("status", "instances")
                .map(Node::asList)
                .orElseThrow()
                .stream()
                .map(instance -> instance.textAt("pid"))
                .toList();
    }

    /// Releases, lets something happen to the clock during the hold, and lets it end as if nothing had.
    private static void holdWhile(Installation installation, int number, Runnable jump) {
        var rollout = "shop-" + number;
        long from = System.nanoTime();
        assertThat(Shop.release(installation, "1." + number + ".0", "").status()).isEqualTo(200);
        installation.await(rollout, seen -> seen.textAt("status", "reason").equals("Holding"));

        jump.run();

        Shop.until(
                () -> {
                    Shop.assertServed(installation, 10);
                    return installation
                            .rollout(rollout)
                            .textAt("status", "phase")
                            .equals("completed");
                });
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from))
                .as("the hold was not skipped")
                .isGreaterThanOrEqualTo(HOLD.toMillis());
    }
}
