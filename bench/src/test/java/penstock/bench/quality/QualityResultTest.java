package penstock.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.cli.load.Tally;

final class QualityResultTest {
    private static final String BY_FIGURE =
            "conversion_quality_score: candidate 0.97 of 100, stable 0.99 of 100; evidence 120 >= 100";

    private static QualityResult result(
            QualityRelease release, String phase, String sentence, long failed) {
        var seen = new Tally(100, failed, 0, 0, 0, 1, 2);
        return new QualityResult(release, phase, 9, sentence, List.of(), seen);
    }

    @Test
    void aWorseVersionThatTheFigureStoppedIsAsExpected() {
        assertThat(result(QualityRelease.WORSE, "rolled-back", BY_FIGURE, 0).broken()).isEmpty();
        assertThat(result(QualityRelease.BETTER, "completed", "not worse", 0).broken()).isEmpty();
    }

    @Test
    void whateverElseHappenedIsNamed() {
        assertThat(result(QualityRelease.WORSE, "rolled-back", "errors: candidate", 0).broken())
                .singleElement()
                .asString()
                .contains("was not stopped by conversion_quality_score but by: errors");
        assertThat(result(QualityRelease.BETTER, "rolled-back", BY_FIGURE, 3).broken()).hasSize(2);
    }

    @Test
    void aFolderWithoutPicturesIsTold(@TempDir Path folder) {
        assertThatThrownBy(() -> Logos.from(folder)).hasMessageContaining("no pictures");
    }
}
