package penstock.capabilities.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.routes.Balance;
import penstock.gateway.routes.Breaker;
import penstock.gateway.routes.LoadLimit;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.Outliers;
import penstock.gateway.routes.Retry;
import penstock.gateway.routes.StickyKey;
import penstock.model.Decoder;
import penstock.model.ProblemException;
import penstock.model.Text;

/// The words of a route about its load.
final class LoadSpecTest {
    private static LoadRules read(String yaml) {
        return Decoder.decode(
                        RouteSpec.class, Text.readYaml(yaml, "test").getFirst(), "test", "route")
                .rules(Optional.empty(), Optional.empty())
                .load();
    }

    @Test
    void aRouteThatSaysNothingHasTheUsualRules() {
        assertThat(read("{ hosts: [a.test] }")).isEqualTo(LoadRules.DEFAULT);
    }

    @Test
    void readsWhatARouteSays() {
        var said =
                read(
                        """
                        balance: { by: peak-ewma, decay: 5s, slowStart: 30s }
                        outliers: { consecutive: 3, failures: 20%, slower: 3, maxEjected: 30% }
                        breaker: { requests: 200, perInstance: 50, connections: 60, waiting: 10, waitAtMost: 2s, open: { openFor: 7s } }
                        retry: { attempts: 2, on: [reset, "503", timeout], perTry: 5s, pause: 50ms }
                        overload: { initial: 40, min: 20, max: 400, tolerance: 2, dryRun: true }
                        """);

        assertThat(said.balance())
                .isEqualTo(
                        new Balance(
                                new Balance.PeakEwma(Duration.ofSeconds(5)),
                                Duration.ofSeconds(30)));
        assertThat(said.outliers())
                .contains(
                        new Outliers(
                                3,
                                2_000,
                                300,
                                50,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(5),
                                3_000));
        assertThat(said.breaker())
                .contains(
                        new Breaker(
                                200,
                                50,
                                60,
                                10,
                                Duration.ofSeconds(2),
                                Optional.of(
                                        new Breaker.Open(
                                                5_000,
                                                20,
                                                Duration.ofSeconds(10),
                                                Duration.ofSeconds(7),
                                                3))));
        assertThat(said.retry())
                .contains(
                        new Retry(
                                2,
                                List.of(
                                        new Retry.On.Reset(),
                                        new Retry.On.Status(503, 503),
                                        new Retry.On.Timeout()),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(50),
                                Duration.ofMillis(250)));
        assertThat(said.limit())
                .contains(new LoadLimit(40, 20, 400, 200, Duration.ofSeconds(1), true));
    }

    @Test
    void aHashIsOfWhatItSays() {
        assertThat(
                        read("balance: { by: hash, keys: [\"header:X-Tenant\"], bound: 1.25 }")
                                .balance()
                                .choice())
                .isEqualTo(new Balance.Hash(List.of(new StickyKey.Header("X-Tenant")), 125));
        assertThat(read("balance: { by: round-robin }").balance().choice())
                .isEqualTo(new Balance.RoundRobin());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    balance: { by: random }                       | route.balance.by: "random" (expected: one of
                    balance: { decay: 5s }                        | route.balance.decay: set (expected: only with by: peak-ewma)
                    balance: { keys: [client] }                   | route.balance.keys: set (expected: only with by: hash)
                    balance: { by: hash, keys: [tenant] }         | keys: sticky key: "tenant" (expected: cookie:NAME
                    balance: { by: hash, bound: 1 }               | bound: 1.0 (expected: 1.01 to 100.0)
                    balance: { by: hash, slowStart: 30s }         | slowStart: set (expected: not with by: hash
                    balance: { slowStart: 2h }                    | slowStart: 2h (expected: 0s to 1h)
                    outliers: { consecutive: 0 }                  | route.outliers.consecutive: 0 (expected: more, or failures
                    outliers: { slower: 1.2 }                     | slower: 1.2 (expected: 1.5 to 1000.0)
                    outliers: { maxEjected: 0% }                  | maxEjected: 0% (expected: more
                    outliers: { ejectFor: 10m }                   | atMost: 5m (expected: 10m to 1d)
                    { balance: { by: hash }, outliers: { slower: 2 } } | outliers: failures or slower (expected: neither with balance by: hash
                    breaker: {}                                   | route.breaker.requests: 0 (expected: requests, perInstance
                    breaker: { waiting: 5, open: {} }             | waiting: 5 (expected: with requests, perInstance
                    breaker: { open: { probes: 0 } }              | route.breaker.open.probes: 0 (expected: 1 to 1000)
                    overload: { min: 50, max: 20 }                | route.overload.min: 50 (expected: 1 to 20)
                    retry: { attempts: 2 }                        | route.retry.on: empty (expected: after what
                    retry: { on: [often] }                        | on: "often" (expected: reset, timeout, 5xx
                    retry: { on: ["302"] }                        | on: "302" (expected: reset, timeout, 5xx
                    retry: { on: [timeout] }                      | perTry: missing (required for on: timeout
                    retry: { on: [5xx], pause: 1s }               | pauseAtMost: 250ms (expected: 1s to 1m)
                    overload: { tolerance: 0.5 }                  | tolerance: 0.5 (expected: 1.0 to 10.0)
                    """)
    void namesTheMistake(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }
}
