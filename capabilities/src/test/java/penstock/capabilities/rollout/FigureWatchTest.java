package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.scraped.Told;
import penstock.capabilities.scraped.Whose;
import penstock.capabilities.services.JudgeSpec;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.StatusCounts;
import penstock.judge.Verdict;
import penstock.model.Decoder;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Text;
import penstock.model.Weight;

/// Figures of real series on their way to the judge and its verdict.
final class FigureWatchTest {
    private static final Ref ROLLOUT = Ref.in(Scene.PRODUCTION, "Rollout", new Name("shop-2"));
    private static final Comparison COMPARISON =
            new Comparison(
                    new Whose("production", "shop", "1.0.0", "stable"),
                    new Whose("production", "shop", "2.0.0", "candidate"),
                    Duration.ofSeconds(1));

    private final Path folder;
    private final Told told;
    private final double[] stable = new double[10];
    private final double[] candidate = new double[10];
    private double second;
    private JudgeSpec spec = spec("range: { from: 0.8, to: 1 }");
    private Judging judging;

    FigureWatchTest(@TempDir Path folder) {
        this.folder = folder;
        told = new Told(folder.resolve("metrics"));
        judging = judging("evidence");
    }

    @AfterEach
    void close() {
        told.close();
    }

    private static JudgeSpec spec(String more) {
        var text =
                """
                compare: []
                minimumDwell: 5s
                metrics: [{ name: score, better: higher, smallestEffect: 0.5%%, %s }]
                """
                        .formatted(more);
        return Decoder.decode(
                JudgeSpec.class, Text.readYaml(text, "judge").getFirst(), "", "judge");
    }

    private Judging judging(String name) {
        return new Judging(folder.resolve(name), this::now);
    }

    private Instant now() {
        return Instant.ofEpochMilli(Told.at(second));
    }

    private void stage(int step) {
        judging.stage(ROLLOUT, "production/shop", "2.0.0", spec, step, Weight.percent(50));
        judging.compare(ROLLOUT, COMPARISON);
    }

    private void look() {
        new FigureWatch(judging, told.source(), this::now).look();
    }

    /// A second in which stable has ten scores in its seventh bucket, the candidate ten in the given one, and both tell so.
    private void pass(int bucket) {
        second++;
        judging.accept(report());
        stable[6] += 10;
        candidate[bucket] += 10;
        told.scrape(second, "1.0.0", "a").addScores("score", stable).store();
        told.scrape(second, "2.0.0", "b").addScores("score", candidate).store();
        look();
    }

    /// Ten requests to each, as the gateway counts them.
    private GatewayReport report() {
        return new GatewayReport(
                "gateway",
                (long) second,
                1,
                List.of(observation("1.0.0", Role.STABLE), observation("2.0.0", Role.CANDIDATE)),
                List.of());
    }

    private static Observation observation(String version, Role role) {
        return new Observation(
                "production/shop",
                version,
                role,
                10,
                new StatusCounts(0, 10, 0, 0, 0),
                0,
                0,
                0,
                0,
                LatencyHistogram.EMPTY);
    }

    private void pass(int seconds, int bucket) {
        for (int i = 0; i < seconds; i++) {
            pass(bucket);
        }
    }

    private Judgement.Opinion opinion() {
        return judging.opinion(ROLLOUT).orElseThrow();
    }

    private List<EvidenceLine.Figure> figures() throws IOException {
        var file = folder.resolve("evidence/production/shop-2.log");
        return Files.readAllLines(file).stream()
                .map(EvidenceLine::parse)
                .filter(EvidenceLine.Figure.class::isInstance)
                .map(EvidenceLine.Figure.class::cast)
                .toList();
    }

    private long counted() throws IOException {
        return figures().stream().mapToLong(figure -> figure.candidate().sums().size()).sum();
    }

    @Test
    void aLowerScoreIsCalledWorseByTheFigureAlone() {
        stage(0);

        pass(60, 5);

        var worse = (Verdict.Worse) opinion().verdict();
        assertThat(worse.metric().name()).isEqualTo("score");
        assertThat(worse.sentence()).startsWith("score: candidate 0.9100 of ");
        assertThat(opinion().evidence().verdict()).isEqualTo("worse");
    }

    @Test
    void aScoreThatIsAsGoodIsCalledNotWorse() {
        stage(0);

        pass(120, 6);

        assertThat(opinion().verdict()).isInstanceOf(Verdict.NotWorse.class);
    }

    @Test
    void whateverHappensNothingIsCountedTwiceOrFromBefore() throws IOException {
        candidate[6] = 1_000;
        pass(5, 6);
        stage(0);
        pass(20, 6);
        told.setThere(false);
        pass(7, 6);
        told.setThere(true);
        pass(13, 6);
        stage(1);
        pass(10, 6);

        var figures = figures();
        assertThat(figures.getFirst().from()).isGreaterThanOrEqualTo(Told.at(5));
        for (int i = 1; i < figures.size(); i++) {
            assertThat(figures.get(i).from()).isGreaterThanOrEqualTo(figures.get(i - 1).to());
        }
        // Ten in each second, but for those in which the weight changed, and the last, which are
        // not settled.
        assertThat(counted()).isBetween(10L * 40, 10L * 50);
        assertThat(figures.getLast().to()).isEqualTo(Told.at(second - 2));
    }

    @Test
    void aSourceThatIsAwayIsToldAndFailsNothing() {
        stage(0);
        pass(10, 6);

        told.setThere(false);
        pass(5, 6);
        var without = opinion();
        told.setThere(true);
        pass(5, 6);

        assertThat(without.verdict()).isInstanceOf(Verdict.NotKnown.class);
        assertThat(without.notes())
                .singleElement()
                .asString()
                .startsWith("score: not known, the store of metrics is not open");
        assertThat(without.evidence().readings()).containsAll(without.notes());
        assertThat(opinion().notes()).isEmpty();
    }

    @Test
    void anIntervalInWhichTheCandidateIsSilentGoesOnUntilItIsNot() throws IOException {
        stage(0);
        pass(10, 6);
        long before = counted();
        for (int i = 0; i < 8; i++) {
            second++;
            stable[6] += 10;
            told.scrape(second, "1.0.0", "a").addScores("score", stable).store();
            look();
        }
        var silent = opinion().notes();
        candidate[6] += 80;
        pass(5, 6);

        var longest =
                figures().stream()
                        .max(Comparator.comparingLong(figure -> figure.to() - figure.from()))
                        .orElseThrow();
        assertThat(silent).singleElement().asString().contains("candidate tells nothing under");
        assertThat(longest.to() - longest.from()).isGreaterThan(8_000);
        assertThat(longest.stable().sums().size()).isEqualTo(longest.candidate().sums().size());
        assertThat(counted() - before).isEqualTo(80 + 30 + 20);
    }

    @Test
    void afterARestartTheJudgeIsWhereItWasToTheLastBit() {
        var straight = opinions("straight", Set.of());
        var interrupted = opinions("interrupted", Set.of(1, 7, 20, 21, 33));

        assertThat(interrupted).isEqualTo(straight);
        assertThat(interrupted.getLast().verdict()).isInstanceOf(Verdict.Worse.class);
    }

    /// What is said after each of 50 seconds, of which a server that starts anew takes those named.
    private List<Judgement.Opinion> opinions(String name, Set<Integer> restarts) {
        var own = new Told(folder.resolve("metrics-" + name));
        double[] good = new double[10];
        double[] bad = new double[10];
        judging = judging(name);
        var opinions = new ArrayList<Judgement.Opinion>();
        second = 0;
        stage(0);
        for (int i = 1; i <= 50; i++) {
            second = i;
            good[6 + i % 2] += 10;
            bad[5 + i % 2] += 10;
            own.scrape(i, "1.0.0", "a").addScores("score", good).store();
            own.scrape(i, "2.0.0", "b").addScores("score", bad).store();
            if (restarts.contains(i)) {
                judging = judging(name);
                stage(0);
            }
            new FigureWatch(judging, own.source(), this::now).look();
            opinions.add(opinion());
        }
        own.close();
        return opinions;
    }

    @Test
    void valuesBeyondTheRangeAreTold() {
        spec = spec("range: { from: 0.92, to: 1 }");
        stage(0);

        pass(10, 4);

        assertThat(opinion().notes())
                .anySatisfy(
                        note ->
                                assertThat(note)
                                        .matches(
                                                "score: values of candidate beyond the range, counted as its end: \\d+"));
    }

    @Test
    void aFigureThatNobodyTellsIsNotKnown() {
        spec = spec("series: scoer");
        stage(0);

        pass(30, 6);

        assertThat(opinion().verdict()).isInstanceOf(Verdict.NotKnown.class);
        assertThat(opinion().notes()).anySatisfy(note -> assertThat(note).contains("scoer"));
    }

    @Test
    void logsOfBeforeAreReadAndEveryLineIsReadAgain() {
        var old =
                List.of(
                        "past 100,0,1,0,-58:90;10:10 7,0,0,0,",
                        "stage 0 500",
                        "tick 1769000000000 gateway 3 95,1,1,0,-58:95 5,0,0,0,-57:5");
        var figure =
                "figure 1769000000500 score 1769000000000 1769000001000 moments,0,0,5,1000,70000 tally,1,2,9,3";

        var all = new ArrayList<>(old);
        all.add("position 1769000000000");
        all.add(figure);

        assertThat(all)
                .allSatisfy(line -> assertThat(EvidenceLine.parse(line).text()).isEqualTo(line));
    }
}
