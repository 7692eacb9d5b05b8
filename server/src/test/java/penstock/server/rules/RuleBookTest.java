package penstock.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.rules.RuleFile;
import penstock.metrics.rules.RuleGroup;
import penstock.server.config.FilePattern;

/// Which rules the files say as they come, change and go.
final class RuleBookTest {
    private static final RuleFile.Options OPTIONS =
            new RuleFile.Options(ParserOptions.STABLE, 60_000);

    @TempDir private Path folder;
    private int seconds;

    private RuleBook book(String... patterns) {
        var parsed = List.of(patterns).stream().map(FilePattern::parse).toList();
        return new RuleBook(new RuleFiles(folder, parsed), OPTIONS);
    }

    private Path write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        seconds++;
        Files.setLastModifiedTime(file, FileTime.fromMillis(seconds * 1000L));
        return file;
    }

    private static String group(String name) {
        return "groups: [{name: " + name + ", rules: [{record: r, expr: 1}]}]";
    }

    private static List<String> names(RuleBook book) {
        return book.groups().stream().map(RuleGroup::name).toList();
    }

    @Test
    void patternsMayHaveStarsInFoldersToo() throws IOException {
        write("rules/a.yaml", group("a"));
        write("rules/b.yml", group("b"));
        write("other/x/c.yaml", group("c"));
        write("other/y/c.yaml", group("d"));
        var book = book("rules/*.yaml", folder.resolve("other") + "/?/[c-d].yaml", "none/*.yaml");

        book.look(true);

        assertThat(names(book)).containsExactly("c", "d", "a");
    }

    @Test
    void aChangeIsTakenWhenItIsSeenTwice() throws IOException {
        write("a.yaml", group("a"));
        var book = book("*.yaml");
        book.look(true);

        write("a.yaml", group("b"));
        assertThat(book.look(false)).isFalse();
        assertThat(names(book)).containsExactly("a");
        assertThat(book.look(false)).isTrue();
        assertThat(names(book)).containsExactly("b");
        assertThat(book.look(false)).isFalse();
    }

    @Test
    void aWrongFileKeepsItsRulesAndAllMistakesAreToldWithTheirLines() throws IOException {
        write("a.yaml", group("a"));
        write("b.yaml", group("b"));
        var book = book("*.yaml");
        book.look(true);

        var wrong =
                write(
                        "a.yaml",
                        """
                        groups:
                          - name: a
                            rules:
                              - alert: A
                                expr: sum(
                                labels:
                                  team.name: x
                                for: soon
                              - record: r
                        """);
        write("b.yaml", group("changed"));
        book.look(false);
        book.look(false);

        assertThat(names(book)).containsExactly("a", "changed");
        assertThat(book.conditions())
                .singleElement()
                .asString()
                .startsWith("Rules: " + wrong + " is wrong, its rules of before go on: ")
                .contains("line 5: groups[0].rules[0].expr: ")
                .contains("line 8: groups[0].rules[0].for: ")
                .contains("line 9: groups[0].rules[1]");

        Files.delete(wrong);
        book.look(false);
        book.look(false);
        assertThat(names(book)).containsExactly("changed");
        assertThat(book.conditions()).isEmpty();
    }

    @Test
    void whatIsNoYamlOrTooLargeIsToldAndHarmsNoOther() throws IOException {
        write("a.yaml", "groups: [");
        write("b.yaml", "#".repeat(RuleFiles.MAX_BYTES + 1));
        Files.write(write("c.yaml", ""), new byte[] {(byte) 0xff});
        write("d.yaml", "a: 1\n---\nb: 1\n");
        write("e.yaml", group("e"));
        var book = book("*.yaml");

        book.look(true);

        assertThat(names(book)).containsExactly("e");
        assertThat(book.conditions())
                .satisfiesExactly(
                        yaml -> assertThat(yaml).contains("a.yaml is not used: line 1, column "),
                        large -> assertThat(large).contains("larger than 1048576 bytes"),
                        binary -> assertThat(binary).contains("not readable as text"),
                        many -> assertThat(many).contains("2 documents (expected: one)"));
    }

    @Test
    void moreRulesThanAServerEvaluatesAreLeftOut() throws IOException {
        write(
                "a.yaml",
                "groups: [{name: a, rules: ["
                        + "{record: r, expr: 1},".repeat(RuleBook.MAX_RULES)
                        + "]}]");
        write("b.yaml", group("b"));
        var book = book("*.yaml");

        book.look(true);

        assertThat(names(book)).containsExactly("a");
        assertThat(book.conditions())
                .singleElement()
                .asString()
                .contains("b.yaml is left out")
                .contains("10000 rules");
    }
}
