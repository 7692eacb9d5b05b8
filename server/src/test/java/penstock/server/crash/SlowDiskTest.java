package penstock.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk on which each durable write takes a fifth of a second, and then one that stands still for six seconds at each.
/// Everything takes longer; nothing is lost, doubled or given up.
final class SlowDiskTest {
    private static final int SLOW = 200;
    private static final int STUCK = 6_000;

    @TempDir private Path folder;

    @Test
    void aSlowDiskDelaysChangesTouchesNoTrafficAndLosesNothing() throws IOException {
        try (var site = new Site(folder)) {
            disk(0);
            var server = site.startSlow(folder.resolve("delay"));
            site.plan(2, "{ steps: [weight: 50%, pause], keepWarm: 0s }");
            site.release("1.0.0");
            site.awaitPhase("shop-1", "completed");
            site.awaitRoute(2);
            var stable = site.recorded("shop-1-0-0");
            try (var load = new SteadyLoad(site.data, site.ledgers, "slow")) {
                load.awaitMore(20);
                disk(SLOW);
                site.release("1.1.0");
                site.awaitPhase("shop-2", "paused");
                load.awaitMore(20);
                disk(STUCK);
                site.order("shop-2", "abort");
                disk(SLOW);
                site.awaitPhase("shop-2", "rolled-back");
                site.awaitInstancesOf("shop-1-1-0", 0);
                load.awaitMore(20);
                load.requireEachServedOnce();
            }
            disk(0);
            assertThat(server.isAlive()).isTrue();
            assertThat(site.recorded("shop-1-0-0")).as("not replaced").isEqualTo(stable);
            site.requireOneGatewayAndAWholeAuditLog();
        }
    }

    private void disk(int millis) throws IOException {
        var fresh = folder.resolve("delay.new");
        Files.writeString(fresh, Integer.toString(millis));
        Files.move(fresh, folder.resolve("delay"), StandardCopyOption.REPLACE_EXISTING);
    }
}
