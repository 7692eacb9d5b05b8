package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `penstock query` asks and shows.
final class QueryTest {
    private static final String QUERY = "POST /prometheus/api/v1/query";
    private static final String RANGE = "POST /prometheus/api/v1/query_range";

    private final Path folder;
    private final FakeServer server;

    QueryTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = new FakeServer(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String vector(String samples) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
                + samples
                + "]}";
    }

    @Test
    void aVectorIsATableWithAColumnForEachLabel() {
        server.answer(
                QUERY,
                200,
                vector(
                                """
                                {"metric":{"__name__":"up","job":"shop","version":"1.0.0"},"value":[1795248000,"1"]},
                                {"metric":{"__name__":"up","job":"a"},"value":[1795248000,"NaN"]},
                                {"metric":{"__name__":"h"},"histogram":[1795248000,{"count":"4","sum":"1.5"}]}
                                """)
                        + ",\"infos\":[\"PromQL info: odd (1:1)\"]}");

        var ran = Ran.command(folder, "query", "up");

        assertThat(ran.out())
                .isEqualTo(
                        """
                        METRIC   JOB    VERSION   VALUE
                        up       shop   1.0.0     1
                        up       a                NaN
                        h                         count 4, sum 1.5
                        """);
        assertThat(ran.err()).isEqualTo("PromQL info: odd (1:1)\n");
        assertThat(ran.exit()).isZero();
        assertThat(server.requests()).contains(QUERY + " query=up");
    }

    @Test
    void oneValueIsPrintedAsItIsAndNothingIsSaid() {
        server.answer(
                QUERY,
                200,
                "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"2.5\"]}}");
        assertThat(Ran.command(folder, "query", "2.5").out()).isEqualTo("2.5\n");
    }

    @Test
    void withoutSeriesItSaysSo() {
        server.answer(QUERY, 200, vector("") + "}");

        assertThat(Ran.command(folder, "query", "up")).isEqualTo(new Ran(0, "No series.\n", ""));
    }

    @Test
    void timesAreDurationsAgoOrTimes() {
        server.answer(QUERY, 200, vector("") + "}").answer(RANGE, 200, vector("") + "}");

        Ran.command(folder, "query", "up", "--at", "1m");
        Ran.command(folder, "query", "up", "--at", "2026-11-21T07:00:00Z");
        Ran.command(
                folder, "query", "up", "--start", "1h", "--end", "1795248000.5", "--step", "30s");

        assertThat(server.requests())
                .contains(
                        QUERY + " query=up&time=1795247940.000",
                        QUERY + " query=up&time=1795244400.000",
                        RANGE + " end=1795248000.500&query=up&start=1795244400.000&step=30s");
    }

    @Test
    void aMatrixIsAGraphWithALegend() {
        server.answer(
                RANGE,
                200,
                """
                {"status":"success","data":{"resultType":"matrix","result":[
                  {"metric":{"version":"1.0.0"},"values":[[1795244400,"0"],[1795246200,"5.5"],[1795248000,"11"]]},
                  {"metric":{"version":"1.1.0"},"values":[[1795246200,"NaN"],[1795248000,"0"]]}]}}
                """);

        var lines = Ran.command(folder, "query", "m", "--start", "1h").out().lines().toList();

        assertThat(lines.getFirst()).startsWith("        11 |").endsWith("*");
        assertThat(lines.get(11)).startsWith("         0 |*").endsWith("+");
        assertThat(lines.get(13))
                .contains("2026-11-21 07:00:00")
                .endsWith("2026-11-21 08:00:00 UTC");
        assertThat(lines.get(14)).isEqualTo("* {version=\"1.0.0\"}  11");
        assertThat(lines.get(15)).isEqualTo("+ {version=\"1.1.0\"}  0");
    }

    @Test
    void jsonIsWhatTheApiAnswers() {
        server.answer(QUERY, 200, vector("") + "}");

        assertThat(Ran.command(folder, "query", "up", "-o", "json").out())
                .isEqualTo(
                        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}\n");
    }

    @Test
    void failuresEndWithTheirCodes() {
        server.answer(
                QUERY,
                400,
                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"invalid parameter\"}");
        server.answer(
                RANGE,
                503,
                "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"query timed out\"}");

        assertThat(Ran.command(folder, "query", "up{"))
                .isEqualTo(new Ran(1, "", "invalid parameter\n"));
        assertThat(Ran.command(folder, "query", "up", "--start", "1h"))
                .isEqualTo(new Ran(4, "", "query timed out\n"));
        assertThat(Ran.command(folder, "query", "up", "--at", "soon").exit()).isEqualTo(2);
        assertThat(Ran.command(folder, "query", "up", "--step", "1s").exit()).isEqualTo(2);
    }
}
