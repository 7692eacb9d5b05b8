package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Clients;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Trouble;

class ClientUnitsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final int SERVER_ERROR = Trouble.SERVER_ERROR.bit();

    private final ClientUnits units = new ClientUnits(60 * SECOND, new ClientMemory());

    private boolean request(long client, long at, int troubles) {
        boolean isFirst = units.begin(client, at);
        end(client, at, troubles);
        return isFirst;
    }

    private void end(long client, long began, int troubles) {
        units.end(client, began, troubles, troubles != 0, true);
    }

    private Clients taken(long at) {
        return Objects.requireNonNullElse(units.take(at), Clients.NONE);
    }

    @Test
    void aClientCountsOnceHoweverManyRequestsItMakesAndNotBefore10Seconds() {
        assertThat(request(1, 0, 0)).isTrue();
        for (int i = 1; i < 500; i++) {
            assertThat(request(1, i * SECOND / 100, 0)).isFalse();
        }

        assertThat(taken(10 * SECOND - 1)).isEqualTo(Clients.NONE);
        assertThat(taken(10 * SECOND).count()).isEqualTo(1);
        assertThat(taken(59 * SECOND)).isEqualTo(Clients.NONE);
        assertThat(request(1, 60 * SECOND, 0)).isTrue();
        assertThat(taken(70 * SECOND).count()).isEqualTo(1);
    }

    @Test
    void itFailsOnceWithWhateverBefellItIn10Seconds() {
        request(1, 0, 0);
        request(1, SECOND, SERVER_ERROR);
        request(1, 2 * SECOND, SERVER_ERROR | Trouble.TIMEOUT.bit());
        request(2, 2 * SECOND, 0);
        request(2, 13 * SECOND, SERVER_ERROR);

        var taken = taken(20 * SECOND);

        assertThat(taken.count()).isEqualTo(2);
        assertThat(taken.failing()).isEqualTo(1);
        assertThat(taken.troubles())
                .isEqualTo(Map.of(Trouble.SERVER_ERROR, 1L, Trouble.TIMEOUT, 1L));
    }

    @Test
    void itCountsWhenTheRequestsOfItsFirst10SecondsHaveEndedOrTheirTimeIsOver() {
        units.begin(1, 0);
        units.begin(1, 9 * SECOND);
        units.begin(2, 0);
        end(1, 0, 0);
        assertThat(taken(30 * SECOND)).isEqualTo(Clients.NONE);

        end(1, 9 * SECOND, SERVER_ERROR);
        assertThat(taken(30 * SECOND).failing()).isEqualTo(1);

        end(2, 0, 0);
        units.begin(3, 31 * SECOND);
        assertThat(taken(31 * SECOND).count()).isEqualTo(1);
        assertThat(taken(100 * SECOND)).isEqualTo(Clients.NONE);
        assertThat(taken(101 * SECOND)).isEqualTo(Clients.NONE);
    }

    @Test
    void oneWhoseRequestNeverEndsDoesNotKeepTheOthersFromCounting() {
        units.begin(1, 0);
        end(1, 0, 0);
        units.begin(1, SECOND);
        request(2, SECOND, 0);

        assertThat(taken(12 * SECOND).count()).isEqualTo(1);
        assertThat(taken(70 * SECOND).count()).isEqualTo(1);
        assertThat(request(1, 71 * SECOND, 0)).isTrue();
        assertThat(taken(81 * SECOND).count()).isEqualTo(1);
    }

    @Test
    void oneThatTheVersionDidNotServeDoesNotCount() {
        units.begin(1, 0);
        units.end(1, 0, 0, false, false);

        assertThat(taken(20 * SECOND)).isEqualTo(Clients.NONE);
    }

    @Test
    void theLatencyIsThatOfTheFirstRequest() {
        units.latency(SECOND / 2);

        var taken = taken(0);

        assertThat(taken.count()).isZero();
        assertThat(taken.latency().count()).isEqualTo(1);
        assertThat(taken.latency().quantileIndex(0.5))
                .isEqualTo(LatencyHistogram.indexOf(SECOND / 2));
    }

    @Test
    void beyondItsMemoryEachClientStillCountsOnce() {
        int clients = 100_000;
        for (int i = 0; i < clients; i++) {
            request(i, i * 1_000L, i % 10 == 0 ? SERVER_ERROR : 0);
        }

        var taken = taken(20 * SECOND);

        assertThat(taken.count()).isEqualTo(clients);
        assertThat(taken.failing()).isEqualTo(clients / 10);
    }
}
