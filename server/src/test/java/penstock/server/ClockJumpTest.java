package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;

/// A server and a gateway whose clock is set while a rollout holds, with libfaketime. The clock that never jumps (`CLOCK_MONOTONIC`)
/// is left alone, as setting a real clock leaves it.
final class ClockJumpTest {
    private static final Duration HOLD = Duration.ofSeconds(6);
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path folder;
    private Path setting = Path.of("");

    /// The library, where it is usually or where `-Dpenstock.faketime=FILE` says. Empty without it, which is said in one line
    /// and is a failure in CI.
    private static Optional<Path> library() throws IOException {
        var named = System.getProperty("penstock.faketime");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        try (var machines = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
            for (var machine : machines) {
                var library = machine.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return Optional.of(library);
                }
            }
        }
        if (System.getenv("CI") != null) {
            throw new AssertionError("libfaketime is missing (expected in CI: package faketime)");
        }
        System.err.println("not tested: setting the clock needs libfaketime (package faketime)");
        return Optional.empty();
    }

    private String shell(Path library) {
        return "export LD_PRELOAD="
                + library
                + " FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1"
                + " FAKETIME_CACHE_DURATION=1 FAKETIME_TIMESTAMP_FILE="
                + setting
                + ";";
    }

    private void set(Duration offset) {
        try {
            var fresh = setting.resolveSibling("clock.new");
            Files.writeString(fresh, "%+d".formatted(offset.toSeconds()));
            Files.move(fresh, setting, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
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
        setting = folder.resolve("clock");
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
