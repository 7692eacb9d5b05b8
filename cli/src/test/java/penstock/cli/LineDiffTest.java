package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineDiffTest {
    @Test
    void equalTextsHaveNoDifference() {
        assertThat(LineDiff.of(List.of("a"), List.of("a"))).isEmpty();
    }

    @Test
    void changedLinesStandBetweenTheirNeighboursAndTheRestIsLeftOut() {
        var before = List.of("1", "2", "3", "4", "5", "6", "7");
        var after = List.of("1", "2", "3", "4", "x", "6", "7");

        var lines = LineDiff.of(before, after);

        assertThat(lines).containsExactly("  …", "  3", "  4", "- 5", "+ x", "  6", "  7");
    }

    @Test
    void aNewTextIsAllAdditions() {
        assertThat(LineDiff.of(List.of(), List.of("a", "b"))).containsExactly("+ a", "+ b");
    }
}
