package penstock.metrics.scrape.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import penstock.metrics.tree.Mistake;
import penstock.metrics.tree.Tree;

/// Reads and checks a file with `scrape_configs`. What Prometheus can do and we cannot is refused by its name.
final class ScrapeFileReader {
    private static final Set<String> FILE = Set.of("global", "scrape_configs");

    private static final Set<String> GLOBAL =
            Set.of(
                    "scrape_interval",
                    "scrape_timeout",
                    "body_size_limit",
                    "sample_limit",
                    "target_limit",
                    "label_limit",
                    "label_name_length_limit",
                    "label_value_length_limit",
                    "scrape_native_histograms",
                    "extra_scrape_metrics");

    private static final Set<String> JOB =
            Set.of(
                    "job_name",
                    "scrape_interval",
                    "scrape_timeout",
                    "metrics_path",
                    "scheme",
                    "params",
                    "static_configs",
                    "file_sd_configs",
                    "honor_labels",
                    "honor_timestamps",
                    "track_timestamps_staleness",
                    "relabel_configs",
                    "metric_relabel_configs",
                    "body_size_limit",
                    "sample_limit",
                    "target_limit",
                    "label_limit",
                    "label_name_length_limit",
                    "label_value_length_limit",
                    "basic_auth",
                    "authorization",
                    "bearer_token_file",
                    "tls_config",
                    "follow_redirects",
                    "enable_compression",
                    "fallback_scrape_protocol",
                    "scrape_native_histograms",
                    "extra_scrape_metrics");

    /// What else Prometheus' configuration has.
    private static final Set<String> NOT_IN_FILE =
            Set.of(
                    "alerting",
                    "rule_files",
                    "scrape_config_files",
                    "remote_write",
                    "remote_read",
                    "storage",
                    "tracing",
                    "otlp",
                    "runtime");

    private static final Set<String> NOT_GLOBAL =
            Set.of(
                    "evaluation_interval",
                    "rule_query_offset",
                    "external_labels",
                    "query_log_file",
                    "scrape_failure_log_file",
                    "keep_dropped_targets",
                    "scrape_protocols",
                    "metric_name_validation_scheme",
                    "metric_name_escaping_scheme",
                    "convert_classic_histograms_to_nhcb",
                    "always_scrape_classic_histograms");

    private static final Set<String> NOT_IN_JOB =
            Set.of(
                    "bearer_token",
                    "oauth2",
                    "proxy_url",
                    "no_proxy",
                    "proxy_from_environment",
                    "proxy_connect_header",
                    "enable_http2",
                    "http_headers",
                    "keep_dropped_targets",
                    "native_histogram_bucket_limit",
                    "native_histogram_min_bucket_factor",
                    "scrape_classic_histograms",
                    "always_scrape_classic_histograms",
                    "convert_classic_histograms_to_nhcb",
                    "metric_name_validation_scheme",
                    "metric_name_escaping_scheme",
                    "scrape_failure_log_file",
                    "scrape_protocols");

    private final Path folder;
    private final List<Mistake> mistakes = new ArrayList<>();

    ScrapeFileReader(Path folder) {
        this.folder = folder;
    }

    ScrapeFile read(@Nullable Object content) {
        var jobs = new ArrayList<ScrapeJob>();
        var names = new HashSet<String>();
        var file = fields(Tree.root(content, mistakes), "file", FILE, NOT_IN_FILE);
        var global = fields(file.get("global"), "global", GLOBAL, NOT_GLOBAL);
        var usual = new Presets(global);
        for (var tree : file.get("scrape_configs").items()) {
            var fields = jobFields(tree);
            int before = mistakes.size();
            String name = fields.get("job_name").text();
            if (name.isEmpty()) {
                fields.get("job_name").refuse("missing (expected: a name)");
            } else if (!names.add(name)) {
                fields.get("job_name").refuse("\"" + name + "\" (expected: each name once)");
            }
            var job = new JobReader(fields, usual, folder).job();
            if (mistakes.size() == before) {
                job.ifPresent(jobs::add);
            }
        }
        // What is wrong in global is noticed by each job.
        var told = List.copyOf(new LinkedHashSet<>(mistakes));
        return new ScrapeFile(told.isEmpty() ? jobs : List.of(), told);
    }

    private static Tree.Fields jobFields(Tree tree) {
        var unsupported = new TreeSet<>(NOT_IN_JOB);
        // However many ways to find targets there come to be, ours are two.
        for (var name : tree.parts().keySet()) {
            if (name.endsWith("_sd_configs") && !JOB.contains(name)) {
                unsupported.add(name);
            }
        }
        return fields(tree, "scrape config", JOB, unsupported);
    }

    /// The fields of a map, without those that Prometheus has and we have not.
    static Tree.Fields fields(Tree tree, String what, Set<String> known, Set<String> unsupported) {
        var all = new HashSet<>(known);
        all.addAll(unsupported);
        var fields = tree.fields(what, all);
        for (var name : new TreeSet<>(unsupported)) {
            if (fields.values().containsKey(name)) {
                fields.get(name).refuse("not supported" + instead(name));
            }
        }
        return fields;
    }

    private static String instead(String name) {
        return switch (name) {
            case "bearer_token" -> " (expected: the secret in a file, bearer_token_file)";
            case "password" -> " (expected: the secret in a file, password_file)";
            case "credentials" -> " (expected: the secret in a file, credentials_file)";
            case "rule_files" -> " (expected: only global and scrape_configs)";
            default ->
                    name.endsWith("_sd_configs")
                            ? " (expected: static_configs or file_sd_configs)"
                            : "";
        };
    }
}
