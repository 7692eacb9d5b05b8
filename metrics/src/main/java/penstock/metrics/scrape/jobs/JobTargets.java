package penstock.metrics.scrape.jobs;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Literals;
import penstock.metrics.scrape.DroppedTarget;
import penstock.metrics.scrape.RelabelRule;
import penstock.metrics.scrape.ScrapeSettings;
import penstock.metrics.scrape.ScrapeTarget;
import penstock.metrics.scrape.TargetPool;

/// Makes targets of what a job found: its labels are completed and relabelled, and say then where a target is and how it is scraped.
public final class JobTargets {
    private static final String ADDRESS = "__address__";
    private static final String SCHEME = "__scheme__";
    private static final String PATH = "__metrics_path__";
    private static final String INTERVAL = "__scrape_interval__";
    private static final String TIMEOUT = "__scrape_timeout__";
    private static final String PARAMETER = "__param_";
    private static final String HIDDEN = "__";
    private static final Pattern HOST = Pattern.compile("[^/\\s@?#]+");

    /// More of them are only counted.
    private static final int SHOWN_DROPPED = 1_000;

    private final ScrapeJob job;
    private final List<ScrapeTarget> targets = new ArrayList<>();
    private final List<DroppedTarget> dropped = new ArrayList<>();
    private final List<String> faults;
    private int droppedCount;

    private JobTargets(ScrapeJob job, List<String> faults) {
        this.job = job;
        this.faults = faults;
    }

    /// The targets of a job at this moment.
    ///
    /// @param found by discovery, besides those that are fixed
    /// @param faults takes what cannot be a target, a sentence each
    public static TargetPool of(ScrapeJob job, List<TargetGroup> found, List<String> faults) {
        var made = new JobTargets(job, faults);
        job.fixed().forEach(made::add);
        found.forEach(made::add);
        return new TargetPool(job.name(), made.limited(), made.dropped, made.droppedCount);
    }

    private List<ScrapeTarget> limited() {
        if (job.targetLimit() == 0 || targets.size() <= job.targetLimit()) {
            return targets;
        }
        String reason =
                targets.size()
                        + " targets (expected: at most "
                        + job.targetLimit()
                        + ", the target_limit)";
        return targets.stream()
                .map(
                        target ->
                                new ScrapeTarget(
                                        target.discovered(),
                                        target.labels(),
                                        new ScrapeTarget.Nowhere(target.url(), reason),
                                        target.settings()))
                .toList();
    }

    private void add(TargetGroup group) {
        for (var labels : group.targets()) {
            var discovered = completed(labels);
            var relabelled = RelabelRule.apply(job.relabelling(), discovered);
            if (relabelled.isEmpty()) {
                drop(discovered);
                continue;
            }
            try {
                targets.add(target(discovered, relabelled.get()));
            } catch (IllegalArgumentException e) {
                drop(discovered);
                faults.add(
                        "job \""
                                + job.name()
                                + "\": "
                                + labels
                                + " is no target: "
                                + e.getMessage());
            }
        }
    }

    private void drop(Labels discovered) {
        droppedCount++;
        if (dropped.size() < SHOWN_DROPPED) {
            dropped.add(new DroppedTarget(discovered));
        }
    }

    private Labels completed(Labels found) {
        var labels = found.toBuilder();
        preset(labels, "job", job.name());
        preset(labels, SCHEME, job.address().scheme());
        preset(labels, PATH, job.address().path());
        preset(labels, INTERVAL, Literals.durationText(job.settings().interval()));
        preset(labels, TIMEOUT, Literals.durationText(job.settings().timeout()));
        job.address()
                .parameters()
                .forEach(
                        (name, values) -> {
                            if (!values.isEmpty()) {
                                preset(labels, PARAMETER + name, values.getFirst());
                            }
                        });
        return labels.build();
    }

    private static void preset(Labels.Builder labels, String name, String value) {
        if (labels.get(name).isEmpty()) {
            labels.set(name, value);
        }
    }

    private ScrapeTarget target(Labels discovered, Labels labels) {
        String address = labels.get(ADDRESS);
        if (address.isEmpty()) {
            throw new IllegalArgumentException("no address");
        }
        if (!HOST.matcher(address).matches()) {
            throw new IllegalArgumentException(
                    "__address__: \"" + address + "\" (expected: a host and its port, no more)");
        }
        var own = labels.filter(name -> !name.startsWith(HIDDEN));
        if (!own.has("instance")) {
            own = own.with("instance", address);
        }
        return new ScrapeTarget(
                discovered, own, new ScrapeTarget.At(url(address, labels)), settings(labels));
    }

    private ScrapeSettings settings(Labels labels) {
        var interval = duration(INTERVAL, labels.get(INTERVAL));
        var timeout = duration(TIMEOUT, labels.get(TIMEOUT));
        var usual = job.settings();
        return interval.equals(usual.interval()) && timeout.equals(usual.timeout())
                ? usual
                : usual.within(interval, timeout);
    }

    private static Duration duration(String name, String text) {
        try {
            return Duration.ofMillis(Math.round(Literals.seconds(text) * 1e3));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private URI url(String address, Labels labels) {
        String scheme = labels.get(SCHEME);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    "__scheme__: \"" + scheme + "\" (expected: http or https)");
        }
        String path = labels.get(PATH);
        String rooted = path.startsWith("/") ? path : "/" + path;
        try {
            String plain = new URI(scheme, address, rooted, null, null).toASCIIString();
            String query = query(labels);
            var url = new URI(query.isEmpty() ? plain : plain + "?" + query);
            if (url.getHost() == null) {
                throw new IllegalArgumentException(
                        "__address__: \"" + address + "\" (expected: a host and its port)");
            }
            return url;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private String query(Labels labels) {
        Map<String, List<String>> parameters = new TreeMap<>(job.address().parameters());
        for (int i = 0; i < labels.size(); i++) {
            if (labels.name(i).startsWith(PARAMETER)) {
                String name = labels.name(i).substring(PARAMETER.length());
                var values = new ArrayList<>(parameters.getOrDefault(name, List.of("")));
                values.set(0, labels.value(i));
                parameters.put(name, values);
            }
        }
        var query = new StringBuilder();
        parameters.forEach(
                (name, values) ->
                        values.forEach(
                                value ->
                                        query.append(query.isEmpty() ? "" : "&")
                                                .append(encoded(name))
                                                .append('=')
                                                .append(encoded(value))));
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
