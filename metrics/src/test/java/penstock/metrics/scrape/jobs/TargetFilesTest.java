package penstock.metrics.scrape.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.YamlReader;

/// Targets that files name, while the files change.
final class TargetFilesTest {
    @TempDir private Path folder;
    private final List<String> faults = new ArrayList<>();
    private final TargetFiles files =
            new TargetFiles(
                    text -> {
                        try {
                            return YamlReader.read(text);
                        } catch (tools.jackson.core.JacksonException e) {
                            throw new IllegalArgumentException("malformed", e);
                        }
                    });

    private List<String> addresses(String... patterns) {
        faults.clear();
        var paths = new ArrayList<Path>();
        for (var pattern : patterns) {
            paths.add(folder.resolve(pattern));
        }
        return files.read(paths, faults).stream()
                .flatMap(group -> group.targets().stream())
                .map(labels -> labels.get("__address__") + labels.get("rack"))
                .toList();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    @Test
    void filesOfAPatternAreReadWithTheirLabelsAndNames() throws IOException {
        write("a.json", "[{\"targets\": [\"h:1\", \"h:2\"], \"labels\": {\"rack\": \"/r1\"}}]");
        write("b.json", "[{\"targets\": [\"h:3\"]}]");
        write("c.yml", "- targets: [h:4]\n");

        assertThat(addresses("*.json", "c.yml")).containsExactly("h:1/r1", "h:2/r1", "h:3", "h:4");
        assertThat(faults).isEmpty();
        var first = files.read(List.of(folder.resolve("a.json")), faults).getFirst();
        assertThat(first.targets().getFirst().get("__meta_filepath"))
                .isEqualTo(folder.resolve("a.json").toString());
    }

    @Test
    void changesAreSeenAndWhatIsGoneSaysNothing() throws IOException {
        write("a.yml", "- targets: [h:1]\n");
        assertThat(addresses("a.yml")).containsExactly("h:1");

        write("a.yml", "- targets: [h:1, h:2]\n");

        assertThat(addresses("a.yml")).containsExactly("h:1", "h:2");
        Files.delete(folder.resolve("a.yml"));
        assertThat(addresses("a.yml", "nowhere/*.yml")).isEmpty();
        assertThat(faults).isEmpty();
    }

    @Test
    void aFileThatIsBrokenKeepsWhatItSaidAndIsTold() throws IOException {
        write("a.yml", "- targets: [h:1]\n");
        addresses("a.yml");

        write("a.yml", "- target: [h:2]\n- {}\n");

        assertThat(addresses("a.yml")).containsExactly("h:1");
        assertThat(faults)
                .containsExactly(
                        folder.resolve("a.yml")
                                + ": [0].target: field target not found in target group");
        write("a.yml", "{{{ not yaml");
        assertThat(addresses("a.yml")).containsExactly("h:1");
        assertThat(faults).containsExactly(folder.resolve("a.yml") + ": malformed");
        Files.write(folder.resolve("a.yml"), new byte[] {(byte) 0xff, 'a'});
        assertThat(addresses("a.yml")).containsExactly("h:1");
        assertThat(faults).containsExactly(folder.resolve("a.yml") + ": not UTF-8, was not read");
        write("a.yml", "- targets: [h:3]\n");
        assertThat(addresses("a.yml")).containsExactly("h:3");
        assertThat(faults).isEmpty();
    }
}
