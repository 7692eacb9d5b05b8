package penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class PromqlConformanceTest {

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        var all = new String[arguments.length + 1];
        all[0] = "promql-conformance";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return line.execute(all);
    }

    @Test
    void countsWhatPassesByScriptAndInTheLastLine() throws IOException {
        Files.writeString(
                folder.resolve("a.test"),
                """
                load 1m
                  x 1 2

                eval instant at 1m x
                  x 2

                eval instant at 1m x + 1
                  {} 4
                """);
        Files.writeString(folder.resolve("b.test"), "eval instant at 0 1\n  1\n");

        int code = run(folder.toString(), "--failures");

        assertThat(code).isEqualTo(1);
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("a.test +1 of +2"),
                        line -> assertThat(line).isEqualTo("    line 7: x + 1"),
                        line -> assertThat(line).contains("got {} 3"),
                        line -> assertThat(line).matches("b.test +1 of +1"),
                        line -> assertThat(line).isEqualTo("passed 2 of 3"));
    }

    @Test
    void succeedsWhenAllPass() throws IOException {
        Files.writeString(folder.resolve("b.test"), "eval instant at 0 1\n  1\n");

        assertThat(run(folder.toString())).isZero();
        assertThat(out.toString()).endsWith("passed 1 of 1" + System.lineSeparator());
    }

    @Test
    void aFolderWithoutScriptsIsRefused() {
        assertThat(run(folder.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("expected: a folder with files *.test");
    }
}
