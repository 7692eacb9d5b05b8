package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.CacheCount;
import penstock.gateway.routes.CacheRule;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Rules;

/// A cache keeps its bounds, whatever clients ask for, and what is asked for often stays.
class CacheBoundsTest {

    private static final int KIB = 1 << 10;

    private static String answer(int size, String... fields) {
        return "HTTP/1.1 200 OK\r\nCache-Control: max-age=10000\r\n"
                + String.join("", fields)
                + "Content-Length: "
                + size
                + "\r\n\r\n"
                + "x".repeat(size);
    }

    private static void get(RawClient client, String path, String... fields) throws IOException {
        client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + String.join("", fields) + "\r\n");
        assertThat(client.answer().status()).isEqualTo(200);
    }

    @Test
    void manyUrlsFillNoMoreThanTheSizeAndLeaveWhatIsAskedForOften() throws Exception {
        try (var shop = RawUpstream.replying(answer(KIB));
                var rig =
                        new GatewayRig()
                                .serve(
                                        CacheWords.route(
                                                CacheWords.sized(256 * KIB, 16 * KIB, 4), shop));
                var client = rig.client()) {
            for (int i = 0; i < 3; i++) {
                get(client, "/often");
            }
            for (int i = 0; i < 1_000; i++) {
                get(client, "/" + i + "-" + "y".repeat(i % 200));
                if (i % 20 == 0) {
                    get(client, "/often");
                }
            }

            CacheCount count = new CacheWords(rig).total();

            assertThat(count.bytes()).isBetween(128L * KIB, 256L * KIB);
            assertThat(count.entries()).isBetween(30L, 100L);
            assertThat(count.evicted()).isGreaterThan(800);
            assertThat(count.hits()).isEqualTo(52);
            assertThat(shop.heads).hasSize(1_001);
        }
    }

    @Test
    void manyValuesOfAFieldFillNoMoreThanTheVariants() throws Exception {
        try (var shop = RawUpstream.replying(answer(100, "Vary: Accept, X-A, X-B\r\n"));
                var rig =
                        new GatewayRig()
                                .serve(
                                        CacheWords.route(
                                                CacheWords.sized(1 << 20, 16 * KIB, 8), shop));
                var client = rig.client()) {
            for (int i = 0; i < 300; i++) {
                get(client, "/", "Accept: " + "z".repeat(i) + "\r\n", "X-A: " + i + "\r\n");
            }

            CacheCount count = new CacheWords(rig).total();

            assertThat(count.entries()).isEqualTo(8);
            assertThat(count.evicted()).isEqualTo(292);
        }
    }

    @Test
    void whatIsTooLargePassesAndIsNotKept() throws Exception {
        String chunked =
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=1000\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + ("1000\r\n" + "x".repeat(4 * KIB) + "\r\n").repeat(8)
                        + "0\r\n\r\n";
        for (String large : new String[] {answer(32 * KIB), chunked}) {
            try (var shop = RawUpstream.replying(large);
                    var rig =
                            new GatewayRig()
                                    .serve(
                                            CacheWords.route(
                                                    CacheWords.sized(256 * KIB, 16 * KIB, 4),
                                                    shop));
                    var client = rig.client()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(client.get("/").body()).hasSize(32 * KIB);
                }

                CacheCount count = new CacheWords(rig).total();

                assertThat(count.stored()).isZero();
                // it is known that there is nothing to wait for
                assertThat(count.entries()).isEqualTo(1);
                assertThat(count.bytes()).isLessThan(KIB);
            }
        }
    }

    @Test
    void allRoutesTogetherTakeNoMoreThanTheGatewayHasAndTheLargestMakesRoom() throws Exception {
        CacheRule whole = CacheWords.sized(CacheRule.MOST, 1 << 20, 4);
        try (var shop = RawUpstream.replying(answer(256 * KIB));
                var rig = new GatewayRig();
                var client = rig.client()) {
            Route first = CacheWords.route(whole, shop);
            var second =
                    new Route(
                            "production/other",
                            List.of("b.test"),
                            "/",
                            first.stickBy(),
                            first.split(),
                            GatewayRig.CALM,
                            Rules.DEFAULT.with(whole));
            rig.serve(first, second);
            for (int i = 0; i < 60; i++) {
                get(client, "/" + i);
            }
            assertThat(kept(rig)).isBetween(11L << 20, 12L << 20);

            for (int i = 0; i < 4; i++) {
                client.request("GET /" + i + " HTTP/1.1", "Host: b.test");
                assertThat(client.answer().header("Cache-Status")).contains("stored");
            }

            assertThat(kept(rig)).isBetween(11L << 20, 12L << 20);
            for (int i = 0; i < 4; i++) {
                client.request("GET /" + i + " HTTP/1.1", "Host: b.test");
                assertThat(client.answer().header("Cache-Status")).contains("hit");
            }
        }
    }

    /// By all routes, as they told last.
    private static long kept(GatewayRig rig) {
        Map<String, Long> bytes = new HashMap<>();
        rig.caches().forEach(count -> bytes.put(count.routeId(), count.bytes()));
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
