package penstock.metrics.scrape.jobs;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import penstock.metrics.exposition.ExpositionFormat;
import penstock.metrics.scrape.Access;
import penstock.metrics.scrape.HttpSettings;
import penstock.metrics.scrape.Labelling;
import penstock.metrics.scrape.ScrapeLimits;
import penstock.metrics.scrape.ScrapeSettings;
import penstock.metrics.tree.Tree;

/// Reads one of `scrape_configs`.
final class JobReader {
    private static final Set<String> FIXED = Set.of("targets", "labels");
    private static final Set<String> FILES = Set.of("files", "refresh_interval");
    private static final Set<String> BASIC = Set.of("username", "username_file", "password_file");
    private static final Set<String> TOKEN = Set.of("type", "credentials_file");
    private static final Set<String> TLS = Set.of("ca_file", "insecure_skip_verify");
    private static final Set<String> NO_TLS =
            Set.of(
                    "ca",
                    "cert",
                    "key",
                    "cert_file",
                    "key_file",
                    "server_name",
                    "min_version",
                    "max_version");
    private static final Pattern FILE_NAME =
            Pattern.compile("[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)");
    private static final Pattern SCHEME_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

    private final Tree.Fields fields;
    private final Presets usual;
    private final Path folder;

    JobReader(Tree.Fields fields, Presets usual, Path folder) {
        this.fields = fields;
        this.usual = usual;
        this.folder = folder;
    }

    /// Nothing when its interval and timeout do not fit together; other mistakes have been told.
    Optional<ScrapeJob> job() {
        var address =
                new ScrapeJob.Address(scheme(), text("metrics_path", "/metrics"), parameters());
        var rules = RelabelReader.rules(fields.get("relabel_configs"));
        int limit = usual.count("target_limit", fields.get("target_limit"));
        var fixed = fixed();
        var files = files();
        return settings()
                .map(
                        settings ->
                                new ScrapeJob(
                                        fields.get("job_name").text(),
                                        settings,
                                        address,
                                        rules,
                                        limit,
                                        fixed,
                                        files));
    }

    private String text(String name, String otherwise) {
        var tree = fields.get(name);
        return tree.isPresent() ? tree.text() : otherwise;
    }

    private String scheme() {
        String scheme = text("scheme", "http");
        if (!scheme.equals("http") && !scheme.equals("https")) {
            fields.get("scheme").refuse("\"" + scheme + "\" (expected: http or https)");
        }
        return scheme;
    }

    private Map<String, List<String>> parameters() {
        var parameters = new TreeMap<String, List<String>>();
        fields.get("params")
                .parts()
                .forEach(
                        (name, values) ->
                                parameters.put(
                                        name, values.items().stream().map(Tree::text).toList()));
        return parameters;
    }

    private Optional<ScrapeSettings> settings() {
        var own = fields.get("scrape_interval");
        long interval = usual.interval(own);
        long timeout = usual.timeout(fields.get("scrape_timeout"), interval);
        var http =
                new HttpSettings(
                        truth("enable_compression"), truth("follow_redirects"), access(), tls());
        var labelling =
                new Labelling(
                        fields.get("honor_labels").truth(),
                        truth("honor_timestamps"),
                        fields.get("track_timestamps_staleness").truth(),
                        RelabelReader.rules(fields.get("metric_relabel_configs")));
        var formats =
                new ScrapeSettings.Formats(
                        usual.truth(
                                "scrape_native_histograms", fields.get("scrape_native_histograms")),
                        otherwise());
        var limits = limits();
        boolean hasExtra = usual.truth("extra_scrape_metrics", fields.get("extra_scrape_metrics"));
        if (timeout > interval) {
            fields.get("scrape_timeout")
                    .refuse(
                            "longer than the scrape_interval (expected: at most "
                                    + Duration.ofMillis(interval).toMillis()
                                    + "ms)");
            return Optional.empty();
        }
        return Optional.of(
                new ScrapeSettings(
                        Duration.ofMillis(interval),
                        Duration.ofMillis(timeout),
                        http,
                        formats,
                        labelling,
                        limits,
                        hasExtra));
    }

    /// Of what is true unless it is denied.
    private boolean truth(String name) {
        return !fields.get(name).isPresent() || fields.get(name).truth();
    }

    private ScrapeLimits limits() {
        return new ScrapeLimits(
                usual.bodySize(fields.get("body_size_limit"), ScrapeLimits.LARGEST_BODY),
                count("sample_limit"),
                count("label_limit"),
                count("label_name_length_limit"),
                count("label_value_length_limit"));
    }

    private int count(String name) {
        return usual.count(name, fields.get(name));
    }

    private Optional<ExpositionFormat> otherwise() {
        var tree = fields.get("fallback_scrape_protocol");
        return switch (tree.text()) {
            case "" -> Optional.empty();
            case "PrometheusProto" -> Optional.of(ExpositionFormat.PROTOBUF);
            case "PrometheusText0.0.4", "PrometheusText1.0.0" -> Optional.of(ExpositionFormat.TEXT);
            case "OpenMetricsText0.0.1", "OpenMetricsText1.0.0" ->
                    Optional.of(ExpositionFormat.OPEN_METRICS);
            default -> {
                tree.refuse(
                        "\""
                                + tree.text()
                                + "\" (expected: PrometheusText0.0.4, PrometheusText1.0.0, OpenMetricsText0.0.1,"
                                + " OpenMetricsText1.0.0 or PrometheusProto)");
                yield Optional.empty();
            }
        };
    }

    private Access access() {
        var basic = fields.get("basic_auth");
        var token = fields.get("authorization");
        var bearer = fields.get("bearer_token_file");
        int ways =
                (basic.isPresent() ? 1 : 0)
                        + (token.isPresent() ? 1 : 0)
                        + (bearer.isPresent() ? 1 : 0);
        if (ways > 1) {
            fields.tree()
                    .refuse(
                            "more than one of basic_auth, authorization and bearer_token_file (expected: one)");
        }
        Access access =
                bearer.isPresent() ? new Access.Token("Bearer", file(bearer)) : new Access.None();
        if (token.isPresent()) {
            access =
                    token(
                            ScrapeFileReader.fields(
                                    token, "authorization", TOKEN, Set.of("credentials")));
        }
        if (basic.isPresent()) {
            access = basic(ScrapeFileReader.fields(basic, "basic_auth", BASIC, Set.of("password")));
        }
        return access;
    }

    private Access basic(Tree.Fields parts) {
        var password = parts.get("password_file");
        var userFile = parts.get("username_file");
        Access.Name user =
                userFile.isPresent()
                        ? new Access.Name.In(file(userFile))
                        : new Access.Name.Given(parts.get("username").text());
        return new Access.Basic(
                user, password.isPresent() ? Optional.of(file(password)) : Optional.empty());
    }

    private Access token(Tree.Fields parts) {
        String type = parts.get("type").isPresent() ? parts.get("type").text() : "Bearer";
        if (type.equalsIgnoreCase("basic")) {
            parts.get("type").refuse("\"" + type + "\" (expected: basic_auth instead)");
        } else if (!SCHEME_NAME.matcher(type).matches()) {
            parts.get("type").refuse("\"" + type + "\" (expected: a word such as Bearer)");
        }
        var secret = parts.get("credentials_file");
        if (!secret.isPresent()) {
            secret.refuse("missing (expected: the file with the secret)");
        }
        return new Access.Token(type, file(secret));
    }

    private HttpSettings.Tls tls() {
        var tree = fields.get("tls_config");
        if (!tree.isPresent()) {
            return HttpSettings.Tls.USUAL;
        }
        var parts = ScrapeFileReader.fields(tree, "tls_config", TLS, NO_TLS);
        var authorities = parts.get("ca_file");
        return new HttpSettings.Tls(
                authorities.isPresent() ? Optional.of(file(authorities)) : Optional.empty(),
                parts.get("insecure_skip_verify").truth());
    }

    private Path file(Tree tree) {
        try {
            return folder.resolve(tree.text());
        } catch (InvalidPathException _) {
            tree.refuse("\"" + tree.text() + "\" (expected: a file)");
            return folder;
        }
    }

    private List<TargetGroup> fixed() {
        var groups = new ArrayList<TargetGroup>();
        for (var item : fields.get("static_configs").items()) {
            groups.add(GroupReader.group(item.fields("static config", FIXED)));
        }
        return groups;
    }

    private List<Path> files() {
        var files = new ArrayList<Path>();
        for (var item : fields.get("file_sd_configs").items()) {
            var parts = item.fields("file_sd_config", FILES);
            parts.get("refresh_interval").duration();
            for (var file : parts.get("files").items()) {
                if (FILE_NAME.matcher(file.text()).matches()) {
                    files.add(file(file));
                } else {
                    file.refuse(
                            "\""
                                    + file.text()
                                    + "\" (expected: a file .json, .yml or .yaml, with a * at most in its name)");
                }
            }
        }
        return files;
    }
}
