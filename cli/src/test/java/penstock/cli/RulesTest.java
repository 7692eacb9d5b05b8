package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `penstock rules` sends and shows.
final class RulesTest {
    private static final String LIST = "GET /prometheus/api/v1/rules";
    private static final String CHECK = "POST /api/v1/rules/check";
    private static final String TEST = "POST /api/v1/rules/test";
    private static final String REPLAY = "POST /api/v1/rules/replay";

    private final Path folder;
    private final FakeServer server;

    RulesTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = new FakeServer(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void theRulesInForceAreListed() {
        server.answer(
                LIST,
                200,
                """
                {"status":"success","data":{"groups":[{"name":"g","rules":[
                  {"type":"alerting","name":"Down","state":"firing","health":"ok","alerts":[{},{}],"lastEvaluation":"2026-11-21T07:59:30Z"},
                  {"type":"recording","name":"r","health":"err","lastError":"too many","lastEvaluation":"0001-01-01T00:00:00Z"}]}]}}
                """);

        assertThat(Ran.command(folder, "rules", "list"))
                .isEqualTo(
                        new Ran(
                                0,
                                """
                                GROUP   RULE   TYPE        STATE    ALERTS   EVALUATED   PROBLEM
                                g       Down   alerting    firing   2        30s ago
                                g       r      recording   err               not yet     too many
                                """,
                                ""));
    }

    @Test
    void filesAreCheckedAsPromtoolSaysIt() throws IOException {
        write("a.yaml", "groups: []");
        write("b.yaml", "groups: 1");
        server.answer(
                CHECK,
                200,
                """
                {"files":[{"name":"a.yaml","rules":3,"faults":[]},
                 {"name":"b.yaml","rules":0,"faults":[{"line":7,"message":"x"},{"line":0,"message":"y"}]}]}
                """);

        assertThat(Ran.command(folder, "rules", "check", "a.yaml", "b.yaml"))
                .isEqualTo(
                        new Ran(
                                1,
                                """
                                Checking a.yaml
                                  SUCCESS: 3 rules found

                                Checking b.yaml
                                  FAILED:
                                    b.yaml:7: x
                                    b.yaml: y

                                """,
                                ""));
        assertThat(server.requests().getLast())
                .contains("{\"name\":\"a.yaml\",\"text\":\"groups: []\"}");
    }

    @Test
    void testsAreSentWithTheRuleFilesThatTheyName() throws IOException {
        write("t/x.test.yaml", "rule_files: [../r/*.yaml, none.yaml]\ntests: []");
        write("r/one.yaml", "first");
        write("r/two.yaml", "second");
        server.answer(
                        TEST,
                        200,
                        """
                        {"wrong":[],"tests":[{"name":"","failures":[]},{"name":"n","failures":["f:\\n  exp"]}]}
                        """)
                .answer(TEST, 200, "{\"wrong\":[],\"tests\":[{\"name\":\"n\",\"failures\":[]}]}");

        var failed = Ran.command(folder, "rules", "test", "t/x.test.yaml");
        var passed = Ran.command(folder, "rules", "test", "t/x.test.yaml");

        assertThat(failed)
                .isEqualTo(
                        new Ran(
                                1,
                                """
                                Unit Testing:  t/x.test.yaml
                                  FAILED:
                                    name: n,
                                    f:
                                      exp

                                """,
                                "  WARNING: no file match pattern none.yaml\n"));
        assertThat(passed.exit()).isZero();
        assertThat(passed.out()).isEqualTo("Unit Testing:  t/x.test.yaml\n  SUCCESS\n\n");
        assertThat(server.requests().getLast())
                .contains("{\"name\":\"r/one.yaml\",\"text\":\"first\"}")
                .contains("{\"name\":\"r/two.yaml\",\"text\":\"second\"}");
    }

    @Test
    void aReplayShowsWhenAlertsWouldHaveBeenThere() throws IOException {
        write("a.yaml", "groups: []");
        server.answer(
                REPLAY,
                200,
                """
                {"wrong":[],"evaluations":61,"samples":122,"untold":0,"failures":[],
                 "alerts":[{"group":"g","alert":"Bad","labels":{"alertname":"Bad","job":"x"},"spans":[
                   {"state":"pending","from":"2026-11-21T07:10:00Z","to":"2026-11-21T07:12:00Z"},
                   {"state":"firing","from":"2026-11-21T07:12:00Z"}]}],
                 "recorded":[{"name":"r","series":2,"samples":100}]}
                """);

        assertThat(Ran.command(folder, "rules", "replay", "a.yaml", "--start", "1h"))
                .isEqualTo(
                        new Ran(
                                0,
                                """
                                2026-11-21T07:00:00Z to 2026-11-21T08:00:00Z: 61 evaluations, 122 samples
                                ALERT   LABELS      STATE     FROM                   TO                     FOR
                                Bad     {job="x"}   pending   2026-11-21T07:10:00Z   2026-11-21T07:12:00Z   2m
                                Bad     {job="x"}   firing    2026-11-21T07:12:00Z   the end                48m

                                ALERT   LABELS      FIRED     IN ALL
                                Bad     {job="x"}   1 times   48m

                                RECORDED   SERIES   SAMPLES
                                r          2        100
                                """,
                                ""));
        assertThat(server.requests().getLast())
                .contains("\"start\":\"2026-11-21T07:00:00Z\"")
                .contains("\"end\":\"2026-11-21T08:00:00Z\"");
    }

    @Test
    void misuseIsToldWithoutAskingTheServer() throws IOException {
        write("a.yaml", "");

        assertThat(Ran.command(folder, "rules", "check").exit()).isEqualTo(2);
        assertThat(Ran.command(folder, "rules", "list", "a.yaml").exit()).isEqualTo(2);
        assertThat(Ran.command(folder, "rules", "replay", "a.yaml").exit()).isEqualTo(2);
        assertThat(Ran.command(folder, "rules", "check", "a.yaml", "--start", "1h").exit())
                .isEqualTo(2);
        assertThat(Ran.command(folder, "rules", "check", "none.yaml").err())
                .contains("none.yaml does not exist.");
        assertThat(Ran.command(folder, "rules", "look").err())
                .contains("expected: list, check, test, replay");
        assertThat(server.requests()).isEmpty();
    }
}
