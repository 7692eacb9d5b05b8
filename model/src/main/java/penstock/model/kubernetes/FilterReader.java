package penstock.model.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import penstock.model.Node;

/// Reads the filters of a rule or a backend of an HTTPRoute.
final class FilterReader {
    private static final Set<String> OF_BACKEND =
            Set.of("RequestHeaderModifier", "ResponseHeaderModifier", "URLRewrite");

    /// @param isOfBackend where fewer of them are possible
    Map<String, Node> read(Fields fields, boolean isOfBackend) {
        var found = new LinkedHashMap<String, Node>();
        var mirrors = new ArrayList<Node>();
        fields.each(
                "filters",
                (filter, _) -> {
                    var type = filter.text("type").orElse("");
                    boolean isRefused = isOfBackend && !OF_BACKEND.contains(type);
                    switch (isRefused ? "" : type) {
                        case "RequestHeaderModifier" ->
                                put(filter, "requestHeaders", edits(filter, type), found);
                        case "ResponseHeaderModifier" ->
                                put(filter, "responseHeaders", edits(filter, type), found);
                        case "URLRewrite" -> put(filter, "rewrite", rewrite(filter), found);
                        case "RequestRedirect" -> put(filter, "redirect", redirect(filter), found);
                        case "CORS" -> put(filter, "cors", cors(filter), found);
                        case "RequestMirror" -> mirrors.add(mirror(filter));
                        default -> refuse(filter, type, isOfBackend);
                    }
                });
        if (!mirrors.isEmpty()) {
            found.put("mirrors", Node.list(mirrors));
        }
        return found;
    }

    private static void refuse(Fields filter, String type, boolean isOfBackend) {
        filter.pass(type.isEmpty() ? "type" : field(type));
        filter.refuse(
                "type",
                "\""
                        + type
                        + "\" is not supported (expected: RequestHeaderModifier, ResponseHeaderModifier, URLRewrite"
                        + (isOfBackend
                                ? " for a backend)"
                                : ", RequestRedirect, RequestMirror, CORS)"));
    }

    /// The field that holds what a filter of a type says.
    private static String field(String type) {
        return switch (type) {
            case "CORS" -> "cors";
            case "URLRewrite" -> "urlRewrite";
            default -> type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
        };
    }

    private static void put(Fields filter, String key, Node value, Map<String, Node> into) {
        if (into.putIfAbsent(key, value) != null) {
            filter.refuse("type", "there is another one (expected: each only once)");
        }
    }

    private static Node edits(Fields filter, String type) {
        var edits = new LinkedHashMap<String, Node>();
        filter.within(
                field(type),
                found -> {
                    for (var key : List.of("set", "add")) {
                        var values = new LinkedHashMap<String, Node>();
                        found.each(
                                key,
                                (field, _) -> {
                                    var name = field.text("name").orElse("");
                                    var value = Node.text(field.text("value").orElse(""));
                                    if (values.putIfAbsent(name, value) != null) {
                                        field.refuse(
                                                "name",
                                                "there is another one (expected: each only once)");
                                    }
                                });
                        if (!values.isEmpty()) {
                            edits.put(key, Node.map(values));
                        }
                    }
                    var remove = found.texts("remove");
                    if (!remove.isEmpty()) {
                        edits.put("remove", Node.list(remove));
                    }
                });
        return Node.map(edits);
    }

    private static Node rewrite(Fields filter) {
        var rewrite = new LinkedHashMap<String, Node>();
        filter.within(
                "urlRewrite",
                found -> {
                    found.text("hostname").ifPresent(host -> rewrite.put("host", Node.text(host)));
                    path(found, rewrite);
                });
        return Node.map(rewrite);
    }

    private static Node redirect(Fields filter) {
        var redirect = new LinkedHashMap<String, Node>();
        filter.within(
                "requestRedirect",
                found -> {
                    found.text("scheme").ifPresent(name -> redirect.put("scheme", Node.text(name)));
                    found.text("hostname").ifPresent(host -> redirect.put("host", Node.text(host)));
                    found.scalar("port").ifPresent(port -> redirect.put("port", port));
                    found.scalar("statusCode").ifPresent(code -> redirect.put("status", code));
                    path(found, redirect);
                });
        return Node.map(redirect);
    }

    /// An empty path stands for the root.
    private static void path(Fields fields, Map<String, Node> into) {
        fields.within(
                "path",
                path -> {
                    var type = path.text("type").orElse("");
                    var full = path.text("replaceFullPath");
                    var prefix = path.text("replacePrefixMatch");
                    switch (type) {
                        case "ReplaceFullPath" -> into.put("path", root(full));
                        case "ReplacePrefixMatch" -> into.put("prefix", root(prefix));
                        default ->
                                path.refuse(
                                        "type", "expected: ReplaceFullPath or ReplacePrefixMatch");
                    }
                });
    }

    private static Node root(Optional<String> path) {
        return Node.text(path.filter(text -> !text.isEmpty()).orElse("/"));
    }

    private static Node cors(Fields filter) {
        var cors = new LinkedHashMap<String, Node>();
        filter.within(
                "cors",
                found -> {
                    for (var key :
                            List.of(
                                    "allowOrigins",
                                    "allowMethods",
                                    "allowHeaders",
                                    "exposeHeaders")) {
                        var texts = found.texts(key);
                        if (!texts.isEmpty()) {
                            cors.put(key, Node.list(texts));
                        }
                    }
                    found.scalar("allowCredentials")
                            .ifPresent(value -> cors.put("allowCredentials", value));
                    found.text("maxAge")
                            .ifPresent(seconds -> cors.put("maxAge", Node.text(seconds + "s")));
                });
        return Node.map(cors);
    }

    private static Node mirror(Fields filter) {
        var mirror = new LinkedHashMap<String, Node>();
        filter.within(
                "requestMirror",
                found -> {
                    found.within(
                            "backendRef",
                            backend -> mirror.put("service", Node.text(service(backend))));
                    found.text("percent")
                            .ifPresent(percent -> mirror.put("share", Node.text(percent + "%")));
                    found.within(
                            "fraction",
                            fraction -> {
                                var whole = fraction.text("denominator").orElse("100");
                                var part = fraction.text("numerator").orElse("0");
                                mirror.put("share", Node.text(part + "/" + whole));
                            });
                });
        return Node.map(mirror);
    }

    /// The service that a reference names; its port has no meaning here, as instances have ports of their own.
    static String service(Fields reference) {
        if (!reference.text("group").orElse("").isEmpty()) {
            reference.refuse("group", "not supported (expected: none, for services)");
        }
        if (!reference.text("kind").orElse("Service").equals("Service")) {
            reference.refuse("kind", "not supported (expected: Service)");
        }
        if (reference.has("namespace")) {
            reference.refuse(
                    "namespace", "not supported (expected: a service of the same environment)");
        }
        reference.pass("port");
        return reference.text("name").orElse("");
    }
}
