package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Text;

/// What `rollout abort` does when no server runs.
class LeftOrdersTest {
    private final Path folder;
    private final Path orders;

    LeftOrdersTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.orders = folder.resolve("data/run/orders");
        Files.createDirectories(folder.resolve("data"));
    }

    private List<Path> left() throws IOException {
        try (var files = Files.list(orders)) {
            return files.toList();
        }
    }

    @Test
    void anAbortIsKeptForTheNextServerAndTheUserIsToldThatNothingHasHappenedYet()
            throws IOException {
        Files.createFile(folder.resolve("data/store.db"));

        var ran = Ran.command(folder, "rollout", "abort", "shop", "--reason", "it smells");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines())
                .first()
                .asString()
                .startsWith("service/shop: abort kept for the next server, because none runs from");
        assertThat(ran.out())
                .contains("Until one runs, the gateway goes on with the weight it has");
        assertThat(left()).hasSize(1);
        var order = Text.readJson(Files.readString(left().getFirst()));
        assertThat(order.textAt("order")).isEqualTo("abort");
        assertThat(order.textAt("environment")).isEqualTo("production");
        assertThat(order.textAt("service")).isEqualTo("shop");
        assertThat(order.at("rollout")).isEmpty();
        assertThat(order.textAt("reason")).isEqualTo("it smells");
        assertThat(order.textAt("by")).isEqualTo(System.getProperty("user.name"));
        assertThat(order.textAt("at")).isEqualTo("2026-11-21T08:00:00Z");
    }

    @Test
    void aCertainRolloutIsNamed() throws IOException {
        Files.createFile(folder.resolve("data/store.db"));

        Ran.command(folder, "rollout", "abort", "shop", "--rollout", "shop-7", "-e", "staging");

        var order = Text.readJson(Files.readString(left().getFirst()));
        assertThat(order.textAt("rollout")).isEqualTo("shop-7");
        assertThat(order.textAt("environment")).isEqualTo("staging");
    }

    @Test
    void whereNoServerEverRanThereIsNothingToAbort() {
        var ran = Ran.command(folder, "rollout", "abort", "shop");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).startsWith("No server runs from ");
        assertThat(orders).doesNotExist();
    }

    @Test
    void otherOrdersNeedAServer() throws IOException {
        Files.createFile(folder.resolve("data/store.db"));

        var ran = Ran.command(folder, "rollout", "promote", "shop");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).startsWith("No server runs from ");
        assertThat(orders).doesNotExist();
    }
}
