package penstock.model.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import penstock.model.Decoder;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.ResourceCodec;

/// Reads an HTTPRoute of the Kubernetes Gateway API (`gateway.networking.k8s.io/v1`) as a Route. What a Route cannot say is refused by
/// name, everything at once; what has no meaning here is told.
public final class HttpRoutes {
    private static final String GROUP = "gateway.networking.k8s.io/";
    private static final String KIND = "HTTPRoute";

    /// What Kubernetes itself writes there.
    private static final List<String> OF_THE_CLUSTER =
            List.of(
                    "creationTimestamp",
                    "generation",
                    "managedFields",
                    "ownerReferences",
                    "resourceVersion",
                    "selfLink",
                    "uid");

    private final Decoder mistakes = new Decoder();
    private final List<String> notices = new ArrayList<>();
    private final FilterReader filters = new FilterReader();

    private HttpRoutes() {}

    /// @param manifest of kind Route
    /// @param notices what was left out, for people
    public record Found(Node manifest, List<String> notices) {
        public Found {
            notices = List.copyOf(notices);
        }
    }

    /// Whether a manifest is of the Gateway API.
    public static boolean isOne(Node manifest) {
        return manifest.textAt("apiVersion").startsWith(GROUP);
    }

    /// @throws ProblemException with every mistake at once
    public static Found read(Node manifest) {
        var kind = manifest.textAt("kind");
        if (!kind.equals(KIND)) {
            throw new ProblemException(
                    Problem.Invalid.at(
                            "manifest",
                            "kind",
                            "\"" + kind + "\" of " + GROUP + " (expected: " + KIND + ")"));
        }
        return new HttpRoutes().route(manifest);
    }

    private Found route(Node manifest) {
        var fields = new Fields(mistakes, manifest, "");
        var version = fields.text("apiVersion").orElse("");
        if (!version.equals(GROUP + "v1") && !version.equals(GROUP + "v1beta1")) {
            fields.refuse("apiVersion", "\"" + version + "\" (expected: " + GROUP + "v1)");
        }
        fields.pass("kind");
        fields.pass("status");
        var metadata = new LinkedHashMap<String, Node>();
        fields.within("metadata", found -> metadata(found, manifest, metadata));
        var spec = new LinkedHashMap<String, Node>();
        fields.within("spec", found -> spec(found, spec));
        fields.refuseOthers();
        mistakes.check("httproute/" + manifest.textAt("metadata", "name"));
        var route = new LinkedHashMap<String, Node>();
        route.put("apiVersion", Node.text(ResourceCodec.API_VERSION));
        route.put("kind", Node.text("Route"));
        route.put("metadata", Node.map(metadata));
        route.put("spec", Node.map(spec));
        return new Found(new Node.Mapping(route, manifest.mark()), notices);
    }

    private void metadata(Fields fields, Node manifest, Map<String, Node> into) {
        fields.text("name").ifPresent(name -> into.put("name", Node.text(name)));
        if (fields.has("namespace")) {
            notices.add(
                    "metadata.namespace: ignored (the environment is chosen with --environment)");
        }
        for (var key : List.of("labels", "annotations")) {
            fields.pass(key);
            manifest.at("metadata", key).ifPresent(found -> into.put(key, found));
        }
        OF_THE_CLUSTER.forEach(fields::pass);
    }

    private void spec(Fields fields, Map<String, Node> into) {
        if (fields.has("parentRefs")) {
            notices.add("spec.parentRefs: ignored (the gateway serves every route)");
        }
        var hosts = fields.texts("hostnames");
        if (!hosts.isEmpty()) {
            into.put("hosts", Node.list(hosts));
        }
        var rules = new ArrayList<Node>();
        fields.each("rules", (rule, _) -> rules.add(rule(rule)));
        if (rules.isEmpty()) {
            // the defaults of the kind: one rule for everything, with nobody to answer
            rules.add(Node.map(Map.of()));
        }
        into.put("rules", Node.list(rules));
    }

    private Node rule(Fields fields) {
        var rule = new LinkedHashMap<String, Node>();
        fields.pass("name");
        var matches = new ArrayList<Node>();
        fields.each("matches", (match, _) -> matches.add(match(match)));
        if (!matches.isEmpty()) {
            rule.put("matches", Node.list(matches));
        }
        var found = filters.read(fields, false);
        if (!found.isEmpty()) {
            rule.put("filters", Node.map(found));
        }
        var backends = new ArrayList<Node>();
        fields.each("backendRefs", (backend, _) -> backends.add(backend(backend)));
        rule.put("backends", Node.list(backends));
        var timeouts = new LinkedHashMap<String, Node>();
        fields.within(
                "timeouts",
                times -> {
                    for (var key : List.of("request", "backendRequest")) {
                        times.text(key).ifPresent(time -> timeouts.put(key, limit(time)));
                    }
                });
        if (!timeouts.isEmpty()) {
            rule.put("timeouts", Node.map(timeouts));
        }
        return Node.map(rule);
    }

    /// Zero means none there, which is as good as the longest here.
    private static Node limit(String time) {
        return Node.text(time.matches("0+(ms|s|m|h)?") ? "30d" : time);
    }

    private static Node match(Fields fields) {
        var match = new LinkedHashMap<String, Node>();
        fields.within(
                "path",
                path -> {
                    var value = path.text("value").orElse("/");
                    var way =
                            switch (path.text("type").orElse("PathPrefix")) {
                                case "Exact" -> "exact";
                                case "PathPrefix" -> "prefix";
                                case "RegularExpression" -> "regex";
                                default -> "";
                            };
                    if (way.isEmpty()) {
                        path.refuse("type", "expected: Exact, PathPrefix or RegularExpression");
                    } else {
                        match.put("path", Node.map(Map.of(way, Node.text(value))));
                    }
                });
        fields.text("method").ifPresent(method -> match.put("method", Node.text(method)));
        values(fields, "headers", false).ifPresent(found -> match.put("headers", found));
        values(fields, "queryParams", true).ifPresent(found -> match.put("query", found));
        return Node.map(match);
    }

    /// Of several of a name the first counts.
    private static Optional<Node> values(Fields fields, String key, boolean isCaseKept) {
        var names = new ArrayList<String>();
        var values = new LinkedHashMap<String, Node>();
        fields.each(
                key,
                (field, _) -> {
                    var name = field.text("name").orElse("");
                    var value = Node.text(field.text("value").orElse(""));
                    var way =
                            switch (field.text("type").orElse("Exact")) {
                                case "Exact" -> "exact";
                                case "RegularExpression" -> "regex";
                                default -> "";
                            };
                    if (way.isEmpty()) {
                        field.refuse("type", "expected: Exact or RegularExpression");
                    }
                    var known = isCaseKept ? name : name.toLowerCase(Locale.ROOT);
                    if (!names.contains(known)) {
                        names.add(known);
                        values.put(name, Node.map(Map.of(way, value)));
                    }
                });
        return values.isEmpty() ? Optional.empty() : Optional.of(Node.map(values));
    }

    private Node backend(Fields fields) {
        var backend = new LinkedHashMap<String, Node>();
        backend.put("service", Node.text(FilterReader.service(fields)));
        fields.scalar("weight").ifPresent(weight -> backend.put("weight", weight));
        var found = filters.read(fields, true);
        if (!found.isEmpty()) {
            backend.put("filters", Node.map(found));
        }
        return Node.map(backend);
    }
}
