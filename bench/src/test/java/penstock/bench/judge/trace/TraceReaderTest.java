package penstock.bench.judge.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.bench.judge.world.Counted;
import penstock.cli.api.ApiException;
import penstock.judge.Histogram;

final class TraceReaderTest {
    @TempDir private Path folder;

    private Recording read(String... lines) throws IOException {
        var file = folder.resolve("trace.csv");
        Files.writeString(file, String.join("\n", lines) + "\n");
        return TraceReader.read(file, 250, 1);
    }

    @Test
    void aLineIsOneVersionInATick() throws IOException {
        var recording =
                read(
                        "tick,arm,weight,requests,errors,failing_clients,latency,score_n,score_sum,score_squares",
                        "0,stable,0.05,24,2,1,0.0743:12 0.25:9 +Inf:3,4,3,2.5",
                        "0,candidate,0.05,1,0,0,0.1:1,0,0,0");

        var moment = recording.rollout().getFirst();
        assertThat(moment.weight()).isEqualTo(0.05);
        assertThat(moment.endMillis()).isEqualTo(250);
        assertThat(moment.stable().requests()).isEqualTo(24);
        assertThat(moment.stable().errors()).isEqualTo(2);
        assertThat(moment.stable().clients()).isEqualTo(1);
        assertThat(moment.stable().latency().count()).isEqualTo(24);
        assertThat(moment.stable().latency().countAbove(Histogram.indexOf(0.25))).isEqualTo(3);
        assertThat(moment.stable().scores().sum()).isEqualTo(3);
        assertThat(moment.candidate().requests()).isEqualTo(1);
        assertThat(recording.notes()).isEmpty();
    }

    @Test
    void columnsAreFoundByTheirNames() throws IOException {
        var recording =
                read(
                        "Arm,Errors,Tick,Requests,Weight,Failing clients,region",
                        "B,3,7,10,25%,2,eu",
                        "A,0,7,30,25%,0,eu");

        var moment = recording.rollout().getFirst();
        assertThat(moment.tick()).isEqualTo(7);
        assertThat(moment.weight()).isEqualTo(0.25);
        assertThat(moment.candidate().errors()).isEqualTo(3);
        assertThat(moment.candidate().clients()).isEqualTo(2);
        assertThat(recording.start().hasLatency()).isFalse();
        assertThat(recording.start().hasScores()).isFalse();
        assertThat(recording.notes()).containsExactly("columns not read: region");
    }

    @Test
    void withoutAHeaderTheOrderIsTheUsualOne() throws IOException {
        var recording = read("# from a test", "", "1,canary,0.1,5,1,1,0.5:5");

        assertThat(recording.rollout().getFirst().candidate().errors()).isEqualTo(1);
        assertThat(recording.rollout().getFirst().stable()).isEqualTo(Counted.NONE);
    }

    @Test
    void linesOfInstancesAddUpInAnyOrder() throws IOException {
        var recording =
                read(
                        "2,candidate,0.1,1,0,0",
                        "1,stable,0.1,10,0,0",
                        "1,stable,0.1,20,1,1",
                        "2,stable,0.1,5,0,0");

        assertThat(recording.rollout()).extracting(each -> each.tick()).containsExactly(1L, 2L);
        assertThat(recording.rollout().getFirst().stable().requests()).isEqualTo(30);
        assertThat(recording.notes()).singleElement().asString().startsWith("1 lines were added");
    }

    @Test
    void weightsMayBePerCentAndStablesMayBeItsOwn() throws IOException {
        var recording =
                read(
                        "0,stable,95,19,0,0",
                        "0,candidate,5,1,0,0",
                        "1,stable,95,19,0,0",
                        "2,candidate,,1,0,0",
                        "3,stable,75,19,0,0",
                        "3,candidate,25,1,0,0");

        assertThat(recording.rollout())
                .extracting(each -> each.weight())
                .containsExactly(0.05, 0.05, 0.05, 0.25);
        assertThat(recording.notes()).containsExactly("weights are per cent, since one is above 1");
    }

    @Test
    void ticksBeforeTheRolloutAreWhatIsKnownOfStable() throws IOException {
        var lines = new ArrayList<String>();
        for (var tick = -300; tick < 2; tick++) {
            lines.add(tick + ",stable," + (tick < 0 ? 0 : 0.05) + ",10,0,0");
        }

        var recording = read(lines.toArray(String[]::new));

        assertThat(recording.before()).hasSize(300);
        assertThat(recording.rollout()).hasSize(2);
        assertThat(recording.start().history())
                .extracting(Counted::requests)
                .containsExactly(600L, 2_400L);
    }

    @Test
    void everythingWrongIsToldWithItsLine() {
        assertWrong(
                List.of(
                        "line 1: tick: \"1.5\" (expected: a whole number)",
                        "line 2: arm: \"blue\" (expected: stable",
                        "line 2: weight: \"150\" (expected: 0..1",
                        "line 3: errors: \"9\" (expected: at most 5, the requests)",
                        "line 4: requests: \"-1\" (expected: a whole number, 0 or more)",
                        "line 5: latency: \"fast\" (expected: UPPER:COUNT",
                        "line 6: score_sum: \"7.0\" (expected: 0..5, since each score is from 0 to 1)",
                        "line 7: requests: \"\" (expected: a whole number, 0 or more)"),
                "1.5,stable,0,5,0,0",
                "1,blue,150,5,0,0",
                "1,stable,0,5,9,0",
                "1,stable,0,-1,0,0",
                "1,stable,0,5,0,0,0.1:3 fast",
                "1,stable,0,5,0,0,,5,7,6",
                "1,stable");
    }

    @Test
    void aFileThatIsNoTraceIsRefused() throws IOException {
        var binary = folder.resolve("binary");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        for (var file : List.of(binary, folder, folder.resolve("missing"))) {
            assertThatThrownBy(() -> TraceReader.read(file, 250, 1))
                    .isInstanceOf(ApiException.class)
                    .hasMessageStartingWith(file + ": ");
        }
    }

    @Test
    void ofManyMistakesTheFirstTwentyAreTold() {
        var lines = new String[50];
        Arrays.fill(lines, "x,stable,0,5,0,0");
        assertThatThrownBy(() -> read(lines))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.lines()).hasSize(21);
                            assertThat(e.lines().getLast()).isEqualTo("… and 30 more");
                        });
    }

    @Test
    void aTraceWithoutARolloutIsRefused() {
        assertWrong(List.of("no line has a weight above 0"), "1,stable,0,5,0,0");
        assertWrong(List.of("no lines (expected: tick,arm,"), "");
        assertWrong(List.of("header: no column requests"), "tick,arm,weight");
    }

    private void assertWrong(List<String> expected, String... lines) {
        assertThatThrownBy(() -> read(lines))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("usage");
                            assertThat(e.lines()).hasSameSizeAs(expected);
                            for (var i = 0; i < expected.size(); i++) {
                                assertThat(e.lines().get(i)).contains(expected.get(i));
                            }
                        });
    }
}
