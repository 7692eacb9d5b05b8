package penstock.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.scrape.jobs.ScrapeJob;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The file that `metrics.scrape` names, when a server starts.
final class ScrapeJobsTest {
    @TempDir private Path folder;

    private List<String> refused(String content) throws IOException {
        var file = folder.resolve("scrape.yml");
        Files.writeString(file, content);
        var problem =
                catchThrowableOfType(ProblemException.class, () -> Scraping.jobs(Optional.of(file)))
                        .problem();
        assertThat(problem.message()).contains(file.toString());
        return ((Problem.Invalid) problem)
                .violations().stream()
                        .map(violation -> violation.path() + ": " + violation.message())
                        .toList();
    }

    @Test
    void everyMistakeIsToldWithItsLine() throws IOException {
        assertThat(
                        refused(
                                """
                                global:
                                  evaluation_interval: 15s
                                scrape_configs:
                                  - job_name: a
                                    scrape_interval: soon
                                    params:
                                      a.b: wrong
                                    static_configs:
                                      - targets:
                                          - ok:1
                                          - http://h/
                                    consul_sd_configs:
                                      - server: x
                                  - scheme: https
                                """))
                .containsExactlyInAnyOrder(
                        "global.evaluation_interval: not supported [line 2]",
                        "scrape_configs[0].scrape_interval: not a valid duration string: \"soon\" [line 5]",
                        "scrape_configs[0].params.a.b: \"wrong\" (expected: a list) [line 7]",
                        "scrape_configs[0].static_configs[0].targets[1]: \"http://h/\" (expected: a host and its port, no"
                                + " more) [line 11]",
                        "scrape_configs[0].consul_sd_configs: not supported (expected: static_configs or file_sd_configs)"
                                + " [line 12]",
                        "scrape_configs[1].job_name: missing (expected: a name) [line 14]");
    }

    @Test
    void aFileThatIsNotThereOrNoYamlIsRefused() throws IOException {
        assertThat(refused("a: [")).hasSize(1);
        assertThat(refused("a: 1\n---\nb: 2\n").getFirst()).contains("2 documents");
        var missing = folder.resolve("missing.yml");
        assertThat(
                        catchThrowableOfType(
                                        ProblemException.class,
                                        () -> Scraping.jobs(Optional.of(missing)))
                                .problem()
                                .message())
                .contains(missing.toString(), "not there");
    }

    @Test
    void numbersAreTakenAsTheyAreWritten() throws IOException {
        var file =
                Files.writeString(
                        folder.resolve("scrape.yml"),
                        """
                        scrape_configs:
                          - job_name: 010
                            honor_labels: true
                            sample_limit: 7
                            static_configs: [{ targets: [a:1], labels: { version: 1.10, on: yes, nothing: } }]
                        """);

        var job = Scraping.jobs(Optional.of(file)).getFirst();

        assertThat(job.name()).isEqualTo("010");
        assertThat(job.settings().labelling().honorsLabels()).isTrue();
        assertThat(job.settings().limits().samples()).isEqualTo(7);
        var labels = job.fixed().getFirst().targets().getFirst();
        assertThat(labels.get("version")).isEqualTo("1.10");
        assertThat(labels.get("on")).isEqualTo("yes");
    }

    @Test
    void theExampleOfTheGuideIsUnderstood() throws IOException {
        var guide = Path.of("").toAbsolutePath().resolveSibling("docs/guides/metrics.md");
        var example = Pattern.compile("```yaml\n(scrape_configs:.*?)```", Pattern.DOTALL);
        var found = example.matcher(Files.readString(guide));
        assertThat(found.find()).isTrue();
        var file = Files.writeString(folder.resolve("scrape.yml"), found.group(1));

        assertThat(Scraping.jobs(Optional.of(file)))
                .extracting(ScrapeJob::name)
                .containsExactly("node", "probes");
    }

    @Test
    void withoutAFileThereAreNoJobs() {
        assertThat(Scraping.jobs(Optional.empty())).isEmpty();
    }
}
