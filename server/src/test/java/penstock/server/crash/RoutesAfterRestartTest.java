package penstock.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.process.ProcessSettings;
import penstock.gateway.routes.RouteTableCodec;
import penstock.kernel.store.SqliteStore;
import penstock.model.Size;
import penstock.server.wiring.ControlPlane;

final class RoutesAfterRestartTest {
    @TempDir private Path data;

    @Test
    void everyTableOfALaterServerIsNewerThanThoseOfAnEarlierOneWithoutAskingTheGateway()
            throws Exception {
        long first = versionOfTheFirstTable();

        long second = versionOfTheFirstTable();

        assertThat(second).isGreaterThan(first);
    }

    private long versionOfTheFirstTable() throws Exception {
        try (var store =
                        SqliteStore.open(
                                data.resolve("store.db"),
                                data.resolve("keys"),
                                InstantSource.system());
                var plane = ControlPlane.open(store, ProcessSettings.in(data), new Size(1))) {
            plane.start();
            var table = plane.gatewayLink().routes(-1, Duration.ofSeconds(10)).orElseThrow();
            return RouteTableCodec.decode(table).version();
        }
    }
}
