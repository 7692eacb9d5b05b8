package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.routes.EdgeRules;
import penstock.gateway.routes.Entries;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.EntryRules;
import penstock.gateway.routes.Filters;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Retry;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Shadow;
import penstock.gateway.routes.Sizes;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.Trouble;

/// An answer that is larger than it may be is the fault of its version; a request that is, nobody's. What an entry says takes the place of
/// what its service says.
class SizeFaultsTest {

    private static final Rules SIZED =
            Rules.DEFAULT.with(EdgeRules.DEFAULT.with(new Sizes(64, 0, 300, 1_000)));

    private static GatewayRig serve(Rules rules, Place... instances) throws IOException {
        return new GatewayRig()
                .serve(GatewayRig.route(Split.all(GatewayRig.version("v1", instances)), rules));
    }

    private static GatewayRig trial(Rules rules, Place stable, Place candidate, int share)
            throws IOException {
        return new GatewayRig()
                .serve(
                        GatewayRig.route(
                                GatewayRig.split(
                                        GatewayRig.version("v1", stable),
                                        GatewayRig.version("v2", candidate),
                                        share),
                                rules));
    }

    @ParameterizedTest
    @CsvSource({"/length/1001", "/chunks/1001", "/head/301"})
    void aTooLargeAnswerIsTheFaultOfTheVersion(String path) throws Exception {
        try (var shop = SizedInstance.http1();
                var rig = serve(SIZED, shop);
                var client = rig.client()) {
            client.request("GET " + path + " HTTP/1.1", "Host: s", "Connection: close").rest();

            Await.until(() -> rig.hasObserved("v1") && rig.observed("v1").requests() == 1);
            Observation seen = rig.observed("v1");
            assertThat(seen.failedRequests()).isEqualTo(1);
            assertThat(seen.upstreamErrors()).isEqualTo(1);
            assertThat(seen.troubles().of(Trouble.CONNECTION).requests()).isEqualTo(1);
            Await.until(() -> rig.inFlight().isEmpty());
        }
    }

    @Test
    void aTooLargeRequestIsNobodysFault() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = serve(SIZED, shop);
                var client = rig.client()) {
            assertThat(client.get("/" + "x".repeat(64)).status()).isEqualTo(414);
            assertThat(rig.hasObserved("v1")).isFalse();
            assertThat(shop.heads).isEmpty();
        }
    }

    @Test
    void stableAnswersInPlaceOfACandidateThatSaysTooMuch() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = SizedInstance.http1();
                var rig = trial(SIZED, stable, candidate, 10_000);
                var client = rig.client()) {
            RawClient.Answer answer = client.get("/length/1001");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("stable");
            assertThat(answer.header("Penstock-Rescued")).isEqualTo("true");
            assertThat(rig.observed("v2").failedRequests()).isEqualTo(1);
        }
    }

    /// The instance would say the same again.
    @Test
    void itIsNotAskedForOnceMore() throws Exception {
        var retry =
                new Retry(
                        3,
                        List.of(new Retry.On.Reset(), new Retry.On.Status(500, 599)),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(1),
                        Duration.ofMillis(1));
        try (var shop = RawUpstream.answering(200, "x".repeat(1_001));
                var rig = serve(SIZED.with(LoadRules.DEFAULT.with(retry)), shop);
                var client = rig.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            assertThat(shop.heads).hasSize(1);
        }
    }

    @Test
    void aCopyThatSaysTooMuchHasFailedToo() throws Exception {
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = SizedInstance.http1();
                var rig = trial(SIZED.with(new Shadow(10_000, false, 16)), stable, candidate, 0);
                var client = rig.client()) {
            assertThat(client.get("/length/1001").body()).isEqualTo("stable");

            Await.until(() -> rig.observed("v2", Role.SHADOW, Observation::failedRequests) == 1);
        }
    }

    /// Nobody else gets the half of an answer.
    @Test
    void whatIsCutIsNotKept() throws Exception {
        try (var shop =
                        RawUpstream.replying(
                                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + "3e9\r\n"
                                        + "x".repeat(1_001)
                                        + "\r\n0\r\n\r\n");
                var rig = serve(SIZED.with(CacheWords.USUAL), shop)) {
            for (int asked = 1; asked <= 2; asked++) {
                try (var client = rig.client()) {
                    assertThatThrownBy(() -> client.get("/")).isInstanceOf(EOFException.class);
                }
                assertThat(shop.heads.poll(60, TimeUnit.SECONDS)).startsWith("GET / ");
            }
        }
    }

    // --- entries ---

    private static Entry entry(EntryRules own) {
        return new Entry(
                        "production/e",
                        1,
                        0,
                        List.of("entry.test"),
                        List.of(),
                        List.of(EntryMatch.below("/")),
                        Filters.NONE,
                        List.of(new Entry.Backend("production/shop", 1, true, Filters.NONE)),
                        Entry.Timeouts.NONE)
                .with(own);
    }

    /// @param size of a URL, an answer or a body
    private static RawClient.Answer ask(RawClient client, String what, int size)
            throws IOException {
        String path =
                switch (what) {
                    case "url" -> "/" + "x".repeat(size - 1);
                    case "body" -> "/";
                    default -> "/" + what + "/" + size;
                };
        int body = what.equals("body") ? size : 0;
        String head = "POST " + path + " HTTP/1.1\r\nHost: entry.test\r\nContent-Length: " + body;
        return client.send(head + "\r\n\r\n" + "x".repeat(body)).answer();
    }

    @ParameterizedTest
    @CsvSource({
        "url, 100, 200",
        "url, 101, 414",
        "head, 300, 200",
        "head, 301, 502",
        "length, 2000, 200",
        "length, 2001, 502",
        "body, 20, 200",
        "body, 21, 413"
    })
    void whatAnEntrySaysTakesThePlaceOfWhatItsServiceSays(String what, int size, int status)
            throws Exception {
        var own = new EntryRules(new Sizes(100, 0, 0, 2_000), Optional.of(20L), Optional.empty());
        var entries = new Entries(List.of(entry(own)), Map.of());
        try (var shop = SizedInstance.http1();
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(entries, GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), SIZED));

            RawClient.Answer answer = ask(client, what, size);

            assertThat(answer.status()).isEqualTo(status);
            if (what.equals("length") && status == 200) {
                assertThat(answer.body()).hasSize(size);
            }
        }
    }

    @Test
    void anEntryThatAnswersItselfHasNoSizes() {
        var redirect =
                new Filters.Redirect(
                        Optional.of("https"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        301);
        var filters =
                new Filters(
                        Filters.NONE.request(),
                        Filters.NONE.response(),
                        Optional.empty(),
                        Optional.of(redirect),
                        List.of(),
                        Optional.empty());

        assertThatThrownBy(
                        () ->
                                new Entry(
                                        "production/e",
                                        1,
                                        0,
                                        List.of(),
                                        List.of(),
                                        List.of(EntryMatch.below("/")),
                                        filters,
                                        List.of(),
                                        Entry.Timeouts.NONE,
                                        new EntryRules(
                                                Sizes.NONE, Optional.of(1L), Optional.empty())))
                .hasMessageStartingWith("redirect: beside sizes (expected: only one of them");
    }
}
