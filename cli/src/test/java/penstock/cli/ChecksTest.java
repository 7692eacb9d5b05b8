package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `penstock checks` sends and shows, and what `penstock rollout status` shows of checks.
final class ChecksTest {
    private static final String TRY = "POST /api/v1/environments/production/services/shop/check";

    private final Path folder;
    private final FakeServer server;

    ChecksTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = new FakeServer(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void answer(String outcome, String message) {
        server.answer(
                TRY,
                200,
                "{\"outcome\":\"%s\",\"message\":\"%s\",\"version\":\"1.1.0\",\"every\":\"10ms\"}"
                        .formatted(outcome, message));
    }

    @Test
    void eachMeasurementIsALineAndOneThatDoesNotPassIsTheEnd() {
        answer("passed", "0.997");
        answer("inconclusive", "no data");

        assertThat(
                        Ran.command(
                                folder,
                                "checks",
                                "run",
                                "shop",
                                "rate",
                                "--version",
                                "1.1.0",
                                "--count",
                                "2"))
                .isEqualTo(
                        new Ran(
                                1,
                                """
                                check rate of production/shop, version 1.1.0
                                1  passed  0.997
                                2  inconclusive  no data
                                """,
                                ""));
        assertThat(server.requests().getLast())
                .contains("{\"name\":\"rate\",\"version\":\"1.1.0\"}");
    }

    @Test
    void aCheckOfAFileIsSentWithoutBeingApplied() throws IOException {
        answer("passed", "0.997");
        answer("passed", "0.997");
        answer("passed", "0.997");
        for (var text :
                new String[] {
                    "{kind: Service, spec: {rollout: {checks: {rate: {http: /ok}}}}}",
                    "{kind: Profile, spec: {checks: {rate: {http: /ok}}}}",
                    "checks: {rate: {http: /ok}}"
                }) {
            Files.writeString(folder.resolve("a.yaml"), text);

            assertThat(Ran.command(folder, "checks", "run", "shop", "rate", "-f", "a.yaml").exit())
                    .isZero();
            assertThat(server.requests().getLast())
                    .contains("{\"name\":\"rate\",\"check\":{\"http\":\"/ok\"}}");
        }
        var none = Ran.command(folder, "checks", "run", "shop", "other", "-f", "a.yaml");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("a.yaml has no check \"other\" (expected: below");
        assertThat(Ran.command(folder, "checks", "run", "shop", "rate", "--count", "0").exit())
                .isEqualTo(2);
    }

    @Test
    void theStatusOfARolloutShowsWhatItsChecksHaveMeasured() {
        var rollout =
                """
                {"metadata":{"name":"shop-2","created":{"at":"2026-11-21T07:59:30Z"}},
                 "spec":{"service":"shop","version":"1.1.0"},
                 "status":{"phase":"progressing","weight":"5%","message":"hold 5m","checks":[
                  {"name":"smoke","step":0,"state":"passed","dryRun":false,"passed":1,"failed":0,"inconclusive":0,"errors":0,
                   "measurements":[{"message":"GET /health answered 200"}]},
                  {"name":"rate","state":"measuring","dryRun":true,"passed":3,"failed":2,"inconclusive":1,"errors":4,
                   "measurements":[{"message":"0.9"},{"message":"0.8 (expected: at least 0.99)"}]}]}}
                """;
        var path = "GET /api/v1/environments/production/rollouts";
        server.answer(path, 200, "{\"items\":[" + rollout + "]}");
        server.answer(path + "/shop-2", 200, rollout);
        server.answer(path + "/shop-2/verdict", 200, "{\"verdict\":\"not-known\"}");

        var ran = Ran.command(folder, "rollout", "status", "shop");

        assertThat(ran.out())
                .endsWith(
                        """
                        CHECK   WHERE        STATE                 PASSED   FAILED   NOT KNOWN   LAST
                        smoke   step 0       passed                1        0        0           GET /health answered 200
                        rate    background   measuring (dry run)   3        2        5           0.8 (expected: at least 0.99)
                        """);
    }
}
