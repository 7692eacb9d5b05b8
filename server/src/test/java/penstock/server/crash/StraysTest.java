package penstock.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `penstock doctor` finds processes that nothing accounts for, and leaves those alone that something does.
final class StraysTest {
    @TempDir private Path folder;

    @Test
    void whatNothingAccountsForIsFoundAndEndedOnRequestAndNothingElse() throws IOException {
        if (!Files.isReadable(Path.of("/proc/self/environ"))) {
            assertThat(System.getenv("CI")).as("CI has /proc").isNull();
            System.out.println("StraysTest: no /proc here, so stray processes cannot be found");
            return;
        }
        try (var site = new Site(folder)) {
            var server = site.deploy(2, "{ steps: [weight: 100%], keepWarm: 0s }");
            assertThat(site.command("doctor")).contains("no stray processes").endsWith("code 0\n");
            Site.kill(server.toHandle());
            assertThat(site.command("doctor", "--clean", "--yes"))
                    .contains("2 instances run without a server")
                    .contains("no stray processes");
            assertThat(site.instances()).hasSize(2);

            long stray = lose(site);
            // a process that was started just now is not taken for one
            Waiting.until(
                    () -> site.command("doctor").contains("(process " + stray + ")"),
                    () -> site.command("doctor"));
            var asked = site.command("doctor", "--clean");
            var found = site.command("doctor");
            Waiting.until(
                    () -> !site.command("doctor", "--clean", "--yes").contains("nothing accounts"),
                    () -> site.command("doctor"));

            assertThat(asked).contains("here say --yes").endsWith("exit code 2\n");
            assertThat(found)
                    .contains("instance production.shop.shop-1-0-0.")
                    .contains("(process " + stray + ")")
                    .contains("gateway (process ")
                    .contains("penstock doctor --clean --data " + site.data)
                    .endsWith("exit code 1\n");
            assertThat(site.instances()).hasSize(1).doesNotContain(stray);
            assertThat(site.gateways()).isEmpty();
            theRestIsTakenOver(site);
        }
    }

    /// Takes away what accounts for one instance and for the gateway.
    private static long lose(Site site) throws IOException {
        var record = site.records().getFirst();
        long pid = Long.parseLong(record.textAt("process", "pid"));
        var home = site.data.resolve("run/instances").resolve(record.textAt("spec", "id"));
        Files.delete(home.resolve("instance.json"));
        try (var files = Files.newDirectoryStream(site.data.resolve("run"), "*.json")) {
            for (var file : files) {
                Files.delete(file);
            }
        }
        return pid;
    }

    private static void theRestIsTakenOver(Site site) {
        var kept = site.instances();

        site.start();

        Waiting.until(() -> site.isReady("2/2"), () -> "records: " + site.records());
        assertThat(site.instances()).hasSize(2).containsAll(kept);
        Waiting.until(() -> site.gateways().size() == 1, () -> "gateways: " + site.gateways());
    }
}
