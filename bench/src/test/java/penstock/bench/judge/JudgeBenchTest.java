package penstock.bench.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.bench.Main;
import penstock.model.Node;
import penstock.model.Text;

final class JudgeBenchTest {
    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int bench(String... arguments) {
        var all = new ArrayList<>(List.of("judge"));
        all.addAll(List.of(arguments));
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private Node json(String name) throws IOException {
        return Text.readJson(Files.readString(folder.resolve(name)));
    }

    @Test
    void judgesAreComparedOnTheSameTraffic() throws IOException {
        var exit =
                bench(
                        "--scenarios=err50%,null",
                        "--runs=3",
                        "--minutes=6",
                        "--judges=penstock,argo-0,kayenta-1min",
                        "--json=" + folder.resolve("all.json"),
                        "--rows=" + folder.resolve("rows.csv"));

        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString()).contains("err50%: half", "argo-0", "null: ");
        var results = json("all.json").at("results").orElseThrow().asList();
        assertThat(results)
                .extracting(each -> each.textAt("schedule"))
                .containsExactly("fixed", "fixed", "driven", "driven");
        assertThat(Files.readAllLines(folder.resolve("rows.csv")))
                .hasSize(1 + 2 * 3 * 3 + 2 * 3)
                .contains(Rows.HEADER)
                .filteredOn(line -> line.startsWith("err50%,fixed,"))
                .allMatch(line -> line.contains(",rolled-back,"));
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws IOException {
        for (var threads : new String[] {"1", "4"}) {
            bench(
                    "--scenarios=err5%,users",
                    "--schedule=driven",
                    "--judges=penstock",
                    "--runs=6",
                    "--minutes=3",
                    "--threads=" + threads,
                    "--rows=" + folder.resolve(threads));
        }

        assertThat(folder.resolve("1")).hasSameTextualContentAs(folder.resolve("4"));
    }

    @Test
    void aRolloutCanBeRepeatedByItsNumber() throws IOException {
        bench(
                "--scenarios=err1%",
                "--schedule=fixed",
                "--judges=penstock",
                "--runs=4",
                "--minutes=6",
                "--rows=" + folder.resolve("all"));
        bench(
                "--scenarios=err1%",
                "--schedule=fixed",
                "--judges=penstock",
                "--runs=1",
                "--first=3",
                "--minutes=6",
                "--rows=" + folder.resolve("one"));

        assertThat(Files.readAllLines(folder.resolve("one")).getLast())
                .isEqualTo(Files.readAllLines(folder.resolve("all")).getLast());
    }

    /// A recorded rollout is judged from the file alone, and the same is found after the same tick.
    @ParameterizedTest
    @CsvSource({
        "err1%, fixed, penstock, 1",
        "lat2x, driven, penstock-fresh, 2",
        "null, driven, penstock, 3",
        "err5%, fixed, flagger, 4",
        "score-0.05, fixed, kayenta-1min, 5",
        "brownout-skew5, fixed, penstock, 6"
    })
    void aRecordedRolloutIsJudgedAlike(String scenario, String schedule, String judge, int seed)
            throws IOException {
        var trace = folder.resolve("trace.csv");
        bench(
                "--scenario=" + scenario,
                "--schedule=" + schedule,
                "--judges=" + judge,
                "--seed=" + seed,
                "--minutes=12",
                "--record=" + trace);
        bench(
                "--scenario=" + scenario,
                "--schedule=" + schedule,
                "--judges=" + judge,
                "--seed=" + seed,
                "--minutes=12",
                "--runs=1",
                "--rows=" + folder.resolve("rows.csv"));

        var exit =
                bench(
                        "--trace=" + trace,
                        "--judges=" + judge,
                        "--json=" + folder.resolve("trace.json"));

        assertThat(exit).as(err.toString()).isZero();
        var row = Files.readAllLines(folder.resolve("rows.csv")).getLast().split(",", -1);
        var found = json("trace.json");
        switch (row[5]) {
            case "rolled-back" -> assertFound(found, judge, "worse", row[6]);
            case "promoted" -> assertFound(found, judge, "not worse", row[6]);
            default -> assertThat(found.textAt("decision")).startsWith("no");
        }
    }

    private void assertFound(Node found, String judge, String decision, String tick) {
        assertThat(found.textAt("decision")).isEqualTo(decision);
        assertThat(found.textAt("tick")).isEqualTo(tick);
        assertThat(out.toString()).contains(judge + ": " + decision + " at tick " + tick);
    }

    @ParameterizedTest
    @CsvSource({
        "--scenarios=nul, did you mean \"null\"?",
        "--scenarios=null|--runs=0, --runs: 0 (expected: 1..10000000)",
        "--scenarios=null|--threads=-1, --threads: -1",
        "--scenarios=null|--minutes=0, --minutes: 0.0",
        "--scenarios=null|--schedule=slow, 'fixed, driven or both'",
        "--scenarios=null|--judges=kayenta, (expected: all",
        "--scenarios=null|--trace=x, no --scenarios",
        "--scenarios=all|--record=x, scenarios (expected: --scenarios with one)",
        "--trace=does-not-exist, no such file",
        "--scenarios=null|--json=no-such-folder/x, a file in a folder that exists",
        "--runs=many, Invalid value",
        "--list|--colour, Unknown option"
    })
    void whatIsWrongIsSaidAndNothingIsDone(String arguments, String message) {
        var exit = bench(arguments.split("\\|"));

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void withoutAnythingItSaysWhatItNeeds() {
        assertThat(bench()).isEqualTo(2);
        assertThat(err.toString()).contains("--scenarios: not given");
    }

    @Test
    void theExampleOfTheHelpIsATrace() throws IOException {
        assertThat(bench("--help")).isZero();
        var example =
                out.toString()
                        .lines()
                        .filter(line -> line.matches("  (-1|0),.*"))
                        .map(String::strip)
                        .toList();
        assertThat(example).hasSize(3);
        Files.write(folder.resolve("example.csv"), example);

        assertThat(bench("--trace=" + folder.resolve("example.csv"))).as(err.toString()).isZero();
        assertThat(out.toString()).contains("penstock: not known at tick 0");
    }

    @Test
    void scenariosAndJudgesAreListed() {
        assertThat(bench("--list")).isZero();
        assertThat(out.toString())
                .contains("nulls: ", "null-brownout-skew5", "flagger-tuned", "flagger:SUCCESS");
    }
}
