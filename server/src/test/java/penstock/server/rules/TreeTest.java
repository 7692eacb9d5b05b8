package penstock.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.tree.Mistake;

/// Where in a file a path of it is.
final class TreeTest {
    private static final Tree TREE =
            Tree.read(
                    """
                    groups:
                      - name: g
                        rules:
                          - record: r
                            labels:
                              a: 1
                              a.b: 2
                              a.b[0]: 3
                      - name: h
                    """);

    private static int line(String path) {
        return TREE.faults(List.of(new Mistake(path, "wrong"))).getFirst().line();
    }

    @Test
    void aPathLeadsToItsLineOrToThatOfTheNearestAbove() {
        assertThat(line("")).isEqualTo(1);
        assertThat(line("groups[1].name")).isEqualTo(9);
        assertThat(line("groups[0].rules[0].labels.a")).isEqualTo(6);
        assertThat(line("groups[0].rules[0].labels.a.b")).isEqualTo(7);
        assertThat(line("groups[0].rules[0].labels.a.b[0]")).isEqualTo(8);
        assertThat(line("groups[0].rules[0].expr")).isEqualTo(4);
        assertThat(line("groups[0].rules[0].record.more")).isEqualTo(4);
    }

    @Test
    void numbersStayAsTheyWereWritten() {
        assertThat(Tree.read("a: [1.10, true, null, text]").plain())
                .hasToString("{a=[1.10, true, null, text]}");
    }
}
