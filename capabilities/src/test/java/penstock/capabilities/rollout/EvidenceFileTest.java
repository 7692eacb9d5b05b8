package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.testkit.Damage;

/// A log that has grown is packed while it is written, and nothing of it is lost or doubled by that, whatever ends the server and
/// whatever becomes of the files.
final class EvidenceFileTest {
    private static final int LINE = 60_000;

    @TempDir private Path folder;

    private EvidenceFile file(String name) {
        return new EvidenceFile(folder.resolve(name).resolve("shop-2.log"));
    }

    private static List<String> opened(EvidenceFile file) {
        var lines = new ArrayList<String>();
        EvidenceLog.open(file, EvidenceLog.Opening.OF_DISK, line -> lines.add(number(line)))
                .close();
        return lines;
    }

    private static String number(EvidenceLine line) {
        return line instanceof EvidenceLine.Moment moment ? Long.toString(moment.sequence()) : "?";
    }

    private static EvidenceLine line(int number) {
        return new EvidenceLine.Moment(
                1, "x".repeat(LINE), number, EvidenceLine.Arm.NONE, EvidenceLine.Arm.NONE, true);
    }

    private static void append(EvidenceFile file, int from, int to) {
        try (var log = EvidenceLog.open(file, EvidenceLog.Opening.OF_DISK, _ -> {})) {
            for (int i = from; i <= to; i++) {
                log.append(line(i));
            }
        }
    }

    private static List<String> numbers(int to) {
        var numbers = new ArrayList<String>();
        for (int i = 1; i <= to; i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }

    private static List<String> text(EvidenceFile file) throws IOException {
        var lines = new ArrayList<String>();
        EvidenceReader.read(file::text, line -> lines.add(number(line)));
        return lines;
    }

    @Test
    void aLogThatHasGrownIsPackedAndReadAsOne() throws IOException {
        var file = file("grown");

        append(file, 1, 100);
        append(file, 101, 160);

        assertThat(Files.size(file.log())).isLessThan(EvidenceLog.LARGE + 2 * LINE);
        assertThat(file.packed()).exists();
        assertThat(opened(file)).isEqualTo(numbers(160));
        assertThat(text(file)).isEqualTo(numbers(160));
    }

    @Test
    void aFinishedLogIsPackedWholeAndMayBePackedAgain() throws IOException {
        var file = file("finished");
        append(file, 1, 100);

        file.packWhole();
        file.packWhole();

        assertThat(file.log()).doesNotExist();
        assertThat(text(file)).isEqualTo(numbers(100));
        assertThat(file.size()).isLessThan(100_000);
    }

    @Test
    void aServerThatEndsWhilePackingHasEachLineOnce() throws IOException {
        var file = file("crash");
        append(file, 1, 30);
        file.pack(file.header(), Files.size(file.log()));
        Files.write(file.packed(), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);

        assertThat(opened(file)).isEqualTo(numbers(30));
        assertThat(text(file)).isEqualTo(numbers(30));
        append(file, 31, 140);
        assertThat(text(file)).isEqualTo(numbers(140));
        file.packWhole();
        assertThat(text(file)).isEqualTo(numbers(140));
    }

    @Test
    void whatIsLeftBehindThePackedPartByACrashDoesNotCount() throws IOException {
        var file = file("surplus");
        append(file, 1, 100);
        var log = Files.readAllBytes(file.log());
        file.pack(file.header(), log.length);

        assertThat(opened(file)).isEqualTo(numbers(100));
        append(file, 101, 101);
        assertThat(text(file)).isEqualTo(numbers(101));
    }

    @Test
    void anEmptiedLogGoesOnBehindWhatIsPacked() throws IOException {
        var file = file("emptied");
        append(file, 1, 100);
        int packed = 100 - (int) (Files.size(file.log()) / LINE);
        Files.write(file.log(), new byte[0]);

        assertThat(opened(file)).isEqualTo(numbers(packed));
        append(file, packed + 1, packed + 2);
        assertThat(text(file)).isEqualTo(numbers(packed + 2));
    }

    @Test
    void aDamagedPackedPartIsReadAsFarAsItIsWholeAndTheLogGoesOnFromThere() throws IOException {
        for (var damage : Damage.values()) {
            var file = file(damage.name());
            append(file, 1, 80);
            damage.to(file.packed());

            var kept = opened(file);

            assertThat(kept).as(damage.name()).isEqualTo(numbers(kept.size())).hasSizeLessThan(80);
            append(file, kept.size() + 1, kept.size() + 1);
            assertThat(text(file))
                    .as(damage + ", read once more")
                    .isEqualTo(numbers(kept.size() + 1));
        }
    }

    @Test
    void aLineWithoutEndIsDamageAndTakesLittleMemory() throws IOException {
        var file = file("endless");
        append(file, 1, 2);
        Files.write(
                file.log(),
                "x".repeat(3 << 20).getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.APPEND);

        var extent = EvidenceReader.read(file::text, _ -> {});

        assertThat(extent.lines()).isEqualTo(2);
        assertThat(extent.damage().orElseThrow()).contains("line 3: longer than");
    }

    @Test
    void evidenceOfRolloutsThatAreNotKeptIsDeletedAndNothingElse() throws IOException {
        var all = new EvidenceFolder(folder.resolve("all"));
        var kept = Ref.in(Scene.PRODUCTION, "Rollout", new Name("shop-2"));
        var gone = Ref.in(Scene.PRODUCTION, "Rollout", new Name("shop-1"));
        var elsewhere = Ref.in(new Name("staging"), "Rollout", new Name("shop-1"));
        for (var ref : List.of(kept, gone, elsewhere)) {
            append(all.of(ref), 1, 1);
        }
        all.of(gone).packWhole();
        Files.writeString(all.of(gone).sibling(".damaged"), "x");
        Files.writeString(folder.resolve("all/production/notes"), "x");

        all.keepOnly(Scene.PRODUCTION, Set.of(kept));
        all.keepOnly(new Name("nowhere"), Set.of());

        assertThat(folder.resolve("all/production"))
                .isDirectoryContaining("glob:**shop-2.log")
                .isDirectoryContaining("glob:**notes")
                .isDirectoryNotContaining("glob:**shop-1.log*");
        assertThat(all.of(elsewhere).log()).exists();
    }
}
