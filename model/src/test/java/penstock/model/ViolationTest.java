package penstock.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViolationTest {
    private static final Node MANIFEST =
            Text.readYaml(
                            """
                            kind: Service
                            metadata:
                              labels:
                                app: a
                                app.kubernetes.io/name: b
                            spec:
                              steps:
                                - shift: 1%
                                - hold: 5m
                                  shift: 2%
                              colour:
                                name: blue
                              lists: [[1, 2],
                                [3]]
                            """,
                            "test")
                    .getFirst();

    @ParameterizedTest
    @CsvSource({
        "kind, 1",
        "metadata.labels.app, 4",
        "metadata.labels.app.kubernetes.io/name, 5",
        "metadata.name, 2",
        "spec.steps[0].shift, 8",
        "spec.steps[1], 9",
        "spec.steps[1].shift, 10",
        "spec.steps[1].probe.every, 9",
        "spec.steps[7].shift, 7",
        "spec.steps[x], 7",
        "spec.steps[, 7",
        "spec.colour, 11",
        "spec.colour.name.length, 12",
        "spec.lists[1][0], 14",
        "spec.run, 6",
        "status, 1",
        "'', 1",
    })
    void theLineIsThatOfTheFieldOrOfTheNearestPartAboveIt(String path, int line) {
        assertThat(new Violation(path, "wrong").line(MANIFEST)).isEqualTo(line);
    }

    @Test
    void whatWasNotReadFromATextHasNoLine() {
        assertThat(new Violation("a", "wrong").line(Node.map(java.util.Map.of()))).isZero();
    }
}
