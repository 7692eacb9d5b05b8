package penstock.cli.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import penstock.model.Node;

/// Every name of the HTTP API the command line relies on: paths, header fields, action names and bodies. A change of
/// the API changes this class and no other.
public final class Wire {
    public static final String REASON = "Penstock-Reason";
    public static final String IF_MATCH = "If-Match";

    /// The version that answered a request through the gateway.
    public static final String ANSWERED_BY = "Penstock-Version";

    /// Present when the stable version answered in place of a failing candidate.
    public static final String RESCUED = "Penstock-Rescued";

    public static final String KINDS = "/api/v1/kinds";
    public static final String READY = "/health/ready";
    public static final String AUDIT = "/api/v1/audit";
    public static final String AUDIT_VERIFY = "/api/v1/audit/verify";

    public static final String QUERY = "/prometheus/api/v1/query";
    public static final String QUERY_RANGE = "/prometheus/api/v1/query_range";
    public static final String TARGETS = "/prometheus/api/v1/targets?state=active";

    public static final String RULES = "/prometheus/api/v1/rules";
    public static final String CHECK_RULES = "/api/v1/rules/check";
    public static final String TEST_RULES = "/api/v1/rules/test";
    public static final String REPLAY_RULES = "/api/v1/rules/replay";

    public static final String EVIDENCE = "/api/v1/evidence";

    /// The body of an action without input.
    public static final Node NOTHING = Node.map(Map.of());

    private static final String ROOT = "/api/v1/";

    private Wire() {}

    public static String collection(KindEntry kind, String environment) {
        return kind.isScoped()
                ? ROOT + "environments/" + encode(environment) + "/" + kind.plural()
                : ROOT + kind.plural();
    }

    public static String resource(KindEntry kind, String environment, String name) {
        return collection(kind, environment) + "/" + encode(name);
    }

    public static String services(String environment) {
        return ROOT + "environments/" + encode(environment) + "/services";
    }

    public static String service(String environment, String name) {
        return services(environment) + "/" + encode(name);
    }

    public static String rollouts(String environment) {
        return ROOT + "environments/" + encode(environment) + "/rollouts";
    }

    public static String rollout(String environment, String name) {
        return rollouts(environment) + "/" + encode(name);
    }

    public static String logs(String environment, String service, int tail, boolean isFollowed) {
        return query(
                service(environment, service) + "/logs",
                Map.of("tail", Integer.toString(tail), "follow", Boolean.toString(isFollowed)));
    }

    public static String artefact(String name) {
        return query(ROOT + "artefacts", Map.of("name", name));
    }

    public static String watch(String collection, String revision) {
        return query(collection, Map.of("watch", revision));
    }

    public static String action(String resource, String action) {
        return resource + "/" + action;
    }

    public static String dryRun(String path) {
        return query(path, Map.of("dryRun", "true"));
    }

    public static String query(String path, Map<String, String> fields) {
        var text = form(fields);
        return text.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + text;
    }

    /// A query with one field, any number of times; empty for none.
    public static String repeated(String name, List<String> values) {
        return values.isEmpty()
                ? ""
                : values.stream()
                        .map(value -> name + "=" + encode(value))
                        .collect(Collectors.joining("&", "?", ""));
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    /// The body of the action `release` of a service.
    ///
    /// @param artefact what the upload of it answered; an empty mapping for a service that needs none
    public static Node release(
            String version,
            Node artefact,
            Map<String, String> env,
            Map<String, String> provenance,
            String profile) {
        var body = new LinkedHashMap<String, Node>();
        body.put("version", Node.text(version));
        if (artefact.at("digest").isPresent()) {
            body.put("artefact", artefact);
        }
        body.put("env", texts(env));
        body.put("provenance", texts(provenance));
        if (!profile.isEmpty()) {
            body.put("profile", Node.text(profile));
        }
        return Node.map(body);
    }

    /// The body of the action `rollback` of a service.
    public static Node rollback(String version) {
        return Node.map(version.isEmpty() ? Map.of() : Map.of("to", Node.text(version)));
    }

    /// The body of the action `close` of a service.
    public static Node close(String mode) {
        return Node.map(Map.of("mode", Node.text(mode)));
    }

    /// The body of the action `purge` of a service.
    public static Node purge(String path) {
        return Node.map(Map.of("path", Node.text(path)));
    }

    private static Node texts(Map<String, String> values) {
        var nodes = new LinkedHashMap<String, Node>();
        values.forEach((key, value) -> nodes.put(key, Node.text(value)));
        return Node.map(nodes);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
