package penstock.capabilities.services.external;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Instance.State;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.RunSpec;
import penstock.model.Decoder;
import penstock.model.Text;
import penstock.testkit.Damage;

final class ExternalTargetTest {
    private static final RunSpec RUN =
            Decoder.decode(
                    RunSpec.class,
                    Text.readYaml(
                                    "{ external: {}, ready: { tcp: '{port}', every: 20ms, timeout: 5s } }",
                                    "spec")
                            .getFirst(),
                    "",
                    "run");

    @TempDir private Path data;
    private ExternalTarget target;
    private ServerSocket listener;

    @BeforeEach
    void open() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        target = opened();
    }

    private ExternalTarget opened() {
        var opened = new ExternalTarget(data, InstantSource.system());
        opened.open();
        return opened;
    }

    @AfterEach
    void close() throws IOException {
        target.close();
        listener.close();
    }

    private InstanceSpec spec(String id) {
        return InstanceSpec.elsewhere(
                id,
                "production/shop",
                "1.0.0",
                "shop-1-0-0",
                RUN,
                Endpoint.onLoopback(listener.getLocalPort()));
    }

    private Instance await(String id, State state) {
        until(() -> target.instance(id).filter(found -> found.state() == state).isPresent());
        return target.instance(id).orElseThrow();
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time to wait").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private Path record(String id) {
        return data.resolve("run/external").resolve(id + ".json");
    }

    @Test
    void isReadyOnceItAnswersAndNotReadyWhileItDoesNot() throws IOException {
        int port = listener.getLocalPort();
        listener.close();
        target.start(
                InstanceSpec.elsewhere(
                        "a", "production/shop", "1", "r", RUN, Endpoint.onLoopback(port)));
        until(() -> target.instance("a").orElseThrow().message().contains("refused"));
        var before = target.instance("a").orElseThrow();

        listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        var ready = await("a", State.READY);
        listener.close();
        var after = await("a", State.NOT_READY);

        assertThat(before.state()).isEqualTo(State.STARTING);
        assertThat(before.message())
                .isEqualTo("ready: a connection to 127.0.0.1:" + port + ": connection refused");
        assertThat(ready.endpoint()).contains(Endpoint.onLoopback(port));
        assertThat(ready.pid()).isZero();
        assertThat(after.reason()).isEqualTo("ProbeFailed");
    }

    @Test
    void theNextServerBeginsWithWhatWasKnown() throws IOException {
        target.start(spec("a"));
        var known = await("a", State.READY);
        target.close();
        listener.close();

        target = opened();

        // Before it was asked again, as a restart must take none out of traffic.
        assertThat(target.instances()).containsExactly(known);
        await("a", State.NOT_READY);
        target.close();
        target = opened();
        assertThat(target.instance("a").orElseThrow().state()).isEqualTo(State.NOT_READY);
    }

    @Test
    void oneThatIsReleasedIsAskedNoMoreAndCanBeForgotten() throws IOException {
        target.start(spec("a"));
        await("a", State.READY);
        target.forget("a");

        assertThat(target.instance("a")).isPresent();
        target.stop("a", Duration.ZERO);
        target.stop("a", Duration.ZERO);
        assertThat(target.instance("a").orElseThrow().isEnded()).isTrue();
        assertThat(record("a")).doesNotExist();
        target.forget("a");
        assertThat(target.instances()).isEmpty();
        target.start(spec("a"));
        await("a", State.READY);
    }

    @Test
    void aRecordThatCannotBeReadIsSetAsideAndItsInstanceIsAskedAnew() throws IOException {
        for (var damage : Damage.values()) {
            target.start(spec("a"));
            await("a", State.READY);
            target.close();
            damage.to(record("a"));

            target = opened();

            if (Files.exists(record("a").resolveSibling("a.json.unreadable"))) {
                assertThat(target.instance("a")).as(damage.toString()).isEmpty();
                Files.delete(record("a").resolveSibling("a.json.unreadable"));
            } else {
                assertThat(record("a")).as(damage.toString()).doesNotExist();
            }
        }
    }
}
