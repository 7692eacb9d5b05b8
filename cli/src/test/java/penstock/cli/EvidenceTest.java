package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/// What `penstock rollout explain` and `replay` ask for and show.
final class EvidenceTest {
    private static final String ROLLOUTS = "/api/v1/environments/production/rollouts";
    private static final String EXPLANATION =
            """
            {"rollout":"shop-3","service":"shop","version":"1.2.0","stable":"1.1.0","phase":"rolled-back","reason":"CandidateWorse",
             "answer":"shop-3: 1.2.0 was rolled back <2.3 s> after its first request & was worse","because":["Decided by errors."],
             "plan":["weight 5%","hold until not-worse","promote"],
             "policy":{"alpha":0.01,"beta":0.05,"worseNeeded":100.0,"notWorseNeeded":20.0,"minimumDwell":"90s","warmUp":"60s",
               "metrics":["errors","latency-p99"]},
             "stages":[{"step":0,"weight":"5%","from":"2026-11-21T08:05:00.500Z","seconds":2.25,
               "stable":{"requests":474},"candidate":{"requests":24,"failed":3,"rescued":1},"verdict":"worse","sentence":"x",
               "metrics":[{"metric":"errors","stable":"0 of 474","candidate":"3 of 24","candidateRange":{"low":1,"words":"1..2 %"},
                 "tolerance":"stable + 0.05 %","margin":"stable + 1 %","worse":268.5,"notWorse":0.00173},
                {"metric":"latency-p99","stable":"81 ms","candidate":"82 ms","tolerance":"3 x stable","margin":"4 x stable",
                 "worse":1.0,"notWorse":3.0E+100,"shownAfter":2.0}]}],
             "verdicts":[{"at":"2026-11-21T08:05:02.750Z","seconds":2.25,"verdict":"worse","missing":"-","metric":"errors","evidence":134.7}],
             "decisions":[{"at":"2026-11-21T08:05:00.250Z","phase":"progressing","weight":"5%","message":"weight 5%\\nis served"}]
             CURVE}
            """;
    private static final String CURVE =
            """
            ,"curve":{"from":"2026-11-21T08:05:00.500Z","seconds":[0.0,1.0,2.25],"worse":[1.0,2.0,134.7],
              "worseByMetric":{"errors":[0.5,1.5,134.2],"latency-p99":[0.5,0.5,0.5]},
              "notWorseByMetric":{"errors":[1.0,0.5,0.001],"latency-p99":[1.0,30.0,1E+100]},"candidateRequests":[1.0,10.0,24.0]}
            """;
    private static final String REPLAYED =
            """
            {"rollout":"NAME","version":"1.2.0","phase":"completed","reason":"Promoted","isSame":SAME,"ticks":168,"verdicts":7,
             "decisions":6,"sentence":"not worse"MORE}
            """;

    private final Path folder;
    private final FakeServer server;

    EvidenceTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = new FakeServer(folder.resolve("data"));
        for (int i = 1; i <= 3; i++) {
            server.store(
                    ROLLOUTS + "/shop-" + i,
                    "{kind: Rollout, metadata: {name: shop-"
                            + i
                            + ", environment: production, created: {at: 2026-11-21T07:0"
                            + i
                            + ":00Z}}, spec: {service: shop}, status: {phase: completed}}");
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void explains(String query, String curve) {
        server.answer(
                "GET " + ROLLOUTS + "/shop-3/explanation" + query,
                200,
                EXPLANATION.replace("CURVE", curve));
    }

    private void replays(String name, String query, String same, String more) {
        server.answer(
                "GET " + ROLLOUTS + "/" + name + "/replay" + query,
                200,
                REPLAYED.replace("NAME", name).replace("SAME", same).replace("MORE", more));
    }

    private static String whatIf(String effect, double seconds, long requests, long failures) {
        return ",\"whatIf\":{\"effect\":\""
                + effect
                + "\",\"sentence\":\"so\",\"seconds\":"
                + seconds
                + ",\"candidateRequests\":"
                + requests
                + ",\"visibleFailures\":"
                + failures
                + "}";
    }

    @Test
    void theAnswerComesFirstThenTheReasonsThenTheFigures() {
        explains("", "");

        var ran = Ran.command(folder, "rollout", "explain", "shop");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines().toList())
                .startsWith(
                        "shop-3: 1.2.0 was rolled back <2.3 s> after its first request & was worse",
                        "  Decided by errors.")
                .contains(
                        "08:05:00   progressing   5%       weight 5% is served",
                        "5%       08:05:00   2.3s   474      24          3        1         worse",
                        "errors        0 of 474   3 of 24 [1..2 %]   stable + 0.05 %   269     stable + 1 %   0.00173       -",
                        "latency-p99   81 ms      82 ms              3 x stable        1.00    4 x stable     > 1,000,000   2.0s");
    }

    @Test
    void programsGetTheAnswerAsItIs() {
        explains("", "");

        var json =
                Ran.command(
                        folder, "rollout", "explain", "shop", "--rollout", "shop-3", "-o", "json");
        var yaml = Ran.command(folder, "rollout", "explain", "shop", "-o", "yaml");

        assertThat(json.out()).contains("\"worseNeeded\":100.0");
        assertThat(yaml.out()).contains("reason: CandidateWorse");
    }

    @Test
    void thePictureIsWellFormedAndSaysWhatItShows()
            throws IOException, ParserConfigurationException, SAXException {
        explains("?curve=true", CURVE);

        var ran = Ran.command(folder, "rollout", "explain", "shop", "--svg", "a.svg");

        assertThat(ran.exit()).isZero();
        var picture =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(folder.resolve("a.svg").toFile());
        var text = Files.readString(folder.resolve("a.svg"));
        assertThat(picture.getElementsByTagName("title").getLength()).isEqualTo(1);
        assertThat(picture.getElementsByTagName("desc").item(0).getTextContent())
                .contains("<2.3 s> after its first request & was");
        assertThat(text)
                .contains(
                        "found worse, 2.3 s",
                        "needed, all together: 100",
                        "needed in every metric: 20")
                .contains(
                        "Share of users at the candidate",
                        "errors",
                        "latency-p99",
                        "2026-11-21 08:05:00 UTC")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void withoutEvidenceThereIsNoPicture() {
        explains("?curve=true", "");

        var ran = Ran.command(folder, "rollout", "explain", "shop", "--svg", "a.svg");

        assertThat(ran.exit()).isEqualTo(Exit.USAGE);
        assertThat(ran.err()).contains("never compared");
        assertThat(folder.resolve("a.svg")).doesNotExist();
    }

    @Test
    void aLogFromElsewhereIsSentAndExplained() throws IOException {
        Files.writeString(folder.resolve("old.log"), "past\n");
        server.answer("POST /api/v1/evidence/explanation", 200, EXPLANATION.replace("CURVE", ""));

        var ran = Ran.command(folder, "rollout", "explain", "--log", "old.log");

        assertThat(ran.out()).startsWith("shop-3: 1.2.0 was rolled back");
        assertThat(server.requests()).contains("POST /api/v1/evidence/explanation past\n");
        assertThat(Ran.command(folder, "rollout", "explain", "--log", "none.log").err())
                .contains("does not exist");
        assertThat(Ran.command(folder, "rollout", "explain").err())
                .contains("name of a service is missing");
    }

    @Test
    void whatIsAsRecordedIsZeroAndWhatIsNotIsOne() {
        replays("shop-3", "", "true", "");
        replays("shop-2", "", "true", "");

        var same = Ran.command(folder, "rollout", "replay", "shop", "--last", "2");
        replays("shop-1", "", "false", ",\"differences\":[\"tick 7: recorded x, computed y\"]");
        var other = Ran.command(folder, "rollout", "replay", "--all");

        assertThat(same.exit()).isZero();
        assertThat(same.out())
                .endsWith(
                        "2 rollouts judged once more: 14 verdicts and 12 decisions exactly as recorded\n");
        assertThat(other.exit()).isEqualTo(Exit.FAILED);
        assertThat(other.out())
                .contains("shop-1 differs: tick 7", "1 of the rollouts not as recorded");
    }

    @Test
    void anotherPolicyIsSummedUp() throws IOException {
        Files.writeString(
                folder.resolve("bold.yaml"),
                "judge: {margins: {errors: 2%}, compare: [errors, p99]}");
        var query = "?set=margins.errors%3D2%25&set=compare%3Derrors%2Cp99&set=alpha%3D5%25";
        replays("shop-3", query, "true", whatIf("promoted-at-another-time", 15.5, 217, 0));
        replays("shop-2", query, "true", whatIf("rolled-back-instead", 30, 400, 12));
        replays("shop-1", query, "true", whatIf("not-known", 0, 0, 0));

        var ran =
                Ran.command(
                        folder,
                        "rollout",
                        "replay",
                        "shop",
                        "--policy",
                        "bold.yaml",
                        "--set",
                        "alpha=5%");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .contains(
                        "With margins.errors=2%, compare=errors,p99, alpha=5%:",
                        "  0 the same",
                        "  1 promoted earlier, together by 16 s and 217 candidate requests less needed: shop-3",
                        "  1 rolled back instead, 12 failures fewer seen by users: shop-2",
                        "  1 not known, because their traffic ends before: shop-1");
    }

    @Test
    void rolloutsWithoutEvidenceAreLeftOutUnlessOneIsNamed() {
        replays("shop-3", "", "true", "");
        var missing =
                "{\"code\":\"not-found\",\"detail\":\"Evidence of rollout/shop-2 does not exist.\"}";
        server.answer("GET " + ROLLOUTS + "/shop-2/replay", 404, missing);
        server.answer("GET " + ROLLOUTS + "/shop-1/replay", 404, missing);

        var all = Ran.command(folder, "rollout", "replay", "shop");
        var one = Ran.command(folder, "rollout", "replay", "shop", "--rollout", "shop-2");

        assertThat(all.out()).contains("1 rollout judged once more");
        assertThat(one.exit()).isEqualTo(Exit.FAILED);
        assertThat(one.err()).contains("Evidence of rollout/shop-2");
        assertThat(Ran.command(folder, "rollout", "replay", "shop", "--last", "0").err())
                .contains("--last: 0");
    }
}
