package penstock.metrics.scrape.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.YamlReader;
import penstock.metrics.exposition.ExpositionFormat;
import penstock.metrics.labels.Labels;
import penstock.metrics.scrape.Access;
import penstock.metrics.scrape.HttpSettings;
import penstock.metrics.scrape.ScrapeLimits;
import penstock.metrics.tree.Mistake;

/// What files with `scrape_configs` say, and what is refused.
final class ScrapeFileTest {
    private static final Path FOLDER = Path.of("/etc/penstock");

    @TempDir private Path folder;

    private static ScrapeFile read(String yaml) {
        return ScrapeFile.read(YamlReader.read(yaml), FOLDER);
    }

    private static List<String> mistakes(String yaml) {
        return read(yaml).mistakes().stream().map(Mistake::toString).toList();
    }

    private static String everySetting() throws IOException {
        try (var in =
                ScrapeFileTest.class.getResourceAsStream(
                        "/penstock/metrics/scrape/every-setting.yml")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ScrapeJob job(String name) throws IOException {
        var file = read(everySetting());
        assertThat(file.mistakes()).isEmpty();
        return file.jobs().stream()
                .filter(job -> job.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatAJobDoesNotSayIsGlobalOrUsual() throws IOException {
        var job = job("node");

        assertThat(job.settings().interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(job.settings().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(job.settings().limits()).isEqualTo(ScrapeLimits.NONE);
        assertThat(job.settings().labelling().honorsLabels()).isFalse();
        assertThat(job.settings().labelling().honorsTimes()).isTrue();
        assertThat(job.settings().http().follows()).isTrue();
        assertThat(job.settings().http().asksForGzip()).isTrue();
        assertThat(job.address()).isEqualTo(new ScrapeJob.Address("http", "/metrics", Map.of()));
        assertThat(job.fixed().getFirst().targets())
                .containsExactly(
                        Labels.of("__address__", "node1.example:9100", "rack", "a1"),
                        Labels.of("__address__", "node2.example:9100", "rack", "a1"));
    }

    @Test
    void everySettingIsTakenOver() throws IOException {
        var job = job("everything");
        var settings = job.settings();

        assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.limits()).isEqualTo(new ScrapeLimits(4 << 20, 5_000, 30, 64, 512));
        assertThat(settings.labelling().honorsLabels()).isTrue();
        assertThat(settings.labelling().honorsTimes()).isFalse();
        assertThat(settings.labelling().rules()).hasSize(2);
        assertThat(settings.http())
                .isEqualTo(
                        new HttpSettings(
                                true,
                                false,
                                new Access.Basic(
                                        new Access.Name.Given("ann"),
                                        Optional.of(FOLDER.resolve("secrets/password"))),
                                new HttpSettings.Tls(Optional.of(FOLDER.resolve("ca.pem")), true)));
        assertThat(job.address())
                .isEqualTo(
                        new ScrapeJob.Address(
                                "https",
                                "/probe",
                                Map.of(
                                        "module",
                                        List.of("http_2xx"),
                                        "target",
                                        List.of("a", "b"))));
        assertThat(job.targetLimit()).isEqualTo(100);
        assertThat(job.relabelling()).hasSize(4);
        assertThat(job.files())
                .containsExactly(FOLDER.resolve("targets/*.json"), FOLDER.resolve("more.yml"));
        assertThat(job("tokens").settings().http().access())
                .isEqualTo(new Access.Token("Token", FOLDER.resolve("secrets/token")));
        assertThat(job("bearer").settings().http().access())
                .isEqualTo(new Access.Token("Bearer", FOLDER.resolve("secrets/bearer")));
    }

    @Test
    void whatOnlyPrometheus3KnowsIsTakenOverToo() {
        var settings =
                read("""
                                scrape_configs:
                                  - job_name: new
                                    fallback_scrape_protocol: PrometheusText0.0.4
                                    scrape_native_histograms: true
                                    extra_scrape_metrics: true
                                    track_timestamps_staleness: true
                                    enable_compression: false
                                """)
                        .jobs()
                        .getFirst()
                        .settings();

        assertThat(settings.formats().otherwise()).contains(ExpositionFormat.TEXT);
        assertThat(settings.formats().wantsNativeHistograms()).isTrue();
        assertThat(settings.hasExtraSeries()).isTrue();
        assertThat(settings.labelling().endsTimed()).isTrue();
        assertThat(settings.http().asksForGzip()).isFalse();
        assertThat(settings.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theTimeoutIsNeverLongerThanAnIntervalThatSaysNothingElse() {
        var settings =
                read("scrape_configs: [{ job_name: a, scrape_interval: 3s }]")
                        .jobs()
                        .getFirst()
                        .settings();

        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void whatIsNotSupportedIsRefusedByNameAndAllOfItAtOnce() {
        assertThat(
                        mistakes(
                                """
                                global:
                                  evaluation_interval: 15s
                                rule_files: [rules.yml]
                                scrape_configs:
                                  - job_name: a
                                    kubernetes_sd_configs: [{ role: pod }]
                                    some_new_sd_configs: []
                                    oauth2: {}
                                    bearer_token: secret
                                    basic_auth: { username: ann, password: secret }
                                    tls_config: { cert_file: c.pem }
                                    metric_path: /x
                                  - job_name: a
                                """))
                .containsExactlyInAnyOrder(
                        "global.evaluation_interval: not supported",
                        "rule_files: not supported (expected: only global and scrape_configs)",
                        "scrape_configs[0].kubernetes_sd_configs: not supported (expected: static_configs or"
                                + " file_sd_configs)",
                        "scrape_configs[0].some_new_sd_configs: not supported (expected: static_configs or"
                                + " file_sd_configs)",
                        "scrape_configs[0].oauth2: not supported",
                        "scrape_configs[0].bearer_token: not supported (expected: the secret in a file,"
                                + " bearer_token_file)",
                        "scrape_configs[0].basic_auth.password: not supported (expected: the secret in a file,"
                                + " password_file)",
                        "scrape_configs[0].tls_config.cert_file: not supported",
                        "scrape_configs[0].metric_path: field metric_path not found in scrape config",
                        "scrape_configs[1].job_name: \"a\" (expected: each name once)");
    }

    @Test
    void noMistakeShowsASecret() {
        assertThat(
                        mistakes(
                                """
                                scrape_configs:
                                  - job_name: a
                                    bearer_token: t0psecret
                                    basic_auth: { password: t0psecret, username: [x] }
                                    authorization: { credentials: t0psecret }
                                """))
                .hasSize(6)
                .noneMatch(mistake -> mistake.contains("t0psecret"));
    }

    @Test
    void valuesThatCannotBeAreRefusedWithWhatIsExpected() {
        assertThat(
                        mistakes(
                                """
                                global: { body_size_limit: 1GB, sample_limit: -1 }
                                scrape_configs:
                                  - scrape_interval: 10s
                                    scrape_timeout: 20s
                                    scheme: ftp
                                    body_size_limit: large
                                    relabel_configs:
                                      - { action: rename }
                                      - { regex: '(', target_label: a }
                                      - { action: hashmod, target_label: a }
                                    static_configs: [{ targets: ['http://a:1/metrics'] }]
                                    file_sd_configs: [{ files: ['*/a.json'] }]
                                    fallback_scrape_protocol: text
                                    authorization: { type: Basic, credentials_file: f }
                                  - job_name: b
                                    scrape_interval: 0s
                                    body_size_limit: 0
                                    sample_limit: 5
                                  - job_name: c
                                """))
                .containsExactlyInAnyOrder(
                        "scrape_configs[0].job_name: missing (expected: a name)",
                        "scrape_configs[0].scrape_timeout: longer than the scrape_interval (expected: at most 10000ms)",
                        "scrape_configs[0].scheme: \"ftp\" (expected: http or https)",
                        "scrape_configs[0].body_size_limit: \"large\" (expected: a size such as 10MB)",
                        "scrape_configs[0].relabel_configs[0].action: \"rename\" (expected: one of replace, keep, drop,"
                                + " keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase)",
                        "scrape_configs[0].relabel_configs[0]: target_label: missing (expected: a label for replace)",
                        "scrape_configs[0].relabel_configs[1].regex: \"(\" (expected: a regular expression; missing"
                                + " closing ))",
                        "scrape_configs[0].relabel_configs[2]: modulus: 0 (expected: more than 0 for hashmod)",
                        "scrape_configs[0].static_configs[0].targets[0]: \"http://a:1/metrics\" (expected: a host and its"
                                + " port, no more)",
                        "scrape_configs[0].file_sd_configs[0].files[0]: \"*/a.json\" (expected: a file .json, .yml or"
                                + " .yaml, with a * at most in its name)",
                        "scrape_configs[0].fallback_scrape_protocol: \"text\" (expected: PrometheusText0.0.4,"
                                + " PrometheusText1.0.0, OpenMetricsText0.0.1, OpenMetricsText1.0.0 or PrometheusProto)",
                        "scrape_configs[0].authorization.type: \"Basic\" (expected: basic_auth instead)",
                        "global.sample_limit: -1 (expected: 0 or more)",
                        "scrape_configs[1].scrape_interval: \"0s\" (expected: more than nothing)",
                        "global.body_size_limit: \"1GB\" (expected: at most 32MB)");
    }

    /// Prometheus itself says that the file is one of its own.
    @Test
    void theSameFileIsReadByPrometheus() throws Exception {
        var promtool = Path.of("/usr/bin/promtool");
        if (!Files.isExecutable(promtool)) {
            System.out.println("ScrapeFileTest: no promtool on this machine, so it was not asked");
            return;
        }
        var file = Files.writeString(folder.resolve("scrape.yml"), everySetting());
        Files.createDirectory(folder.resolve("secrets"));
        for (var secret : List.of("secrets/password", "secrets/token", "secrets/bearer")) {
            Files.writeString(folder.resolve(secret), "x");
        }
        Files.writeString(folder.resolve("ca.pem"), "");

        var process =
                new ProcessBuilder(
                                promtool.toString(),
                                "check",
                                "config",
                                "--syntax-only",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();

        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
