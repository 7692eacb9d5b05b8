package penstock.server.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import penstock.kernel.Action;
import penstock.kernel.Registration;
import penstock.kernel.audit.AuditEntry;
import penstock.model.Kind;
import penstock.model.Metadata;
import penstock.model.Node;
import penstock.model.Scope;

/// The OpenAPI 3.1 description of the API, derived from what is registered.
public final class OpenApi {
    private static final String IN_ENVIRONMENT = "/api/v1/environments/{environment}/";
    private static final String OF_INSTALLATION = "/api/v1/";

    private final Schemas schemas = new Schemas();
    private final Map<String, Node> paths = new LinkedHashMap<>();

    private OpenApi() {}

    /// @param version of the program
    public static Node of(List<Registration<?, ?>> registrations, String version) {
        var api = new OpenApi();
        api.fixedPaths();
        registrations.forEach(api::resourcePaths);
        var info =
                object("title", Node.text("Penstock"))
                        .with("version", Node.text(version))
                        .with(
                                "description",
                                Node.text(
                                        "Takes new versions into production in measured amounts. Every call except"
                                                + " /health needs a bearer token."));
        var components =
                object("schemas", Node.map(api.allSchemas()))
                        .with("parameters", parameters())
                        .with("responses", responses())
                        .with(
                                "securitySchemes",
                                object(
                                        "token",
                                        object("type", Node.text("http"))
                                                .with("scheme", Node.text("bearer"))));
        return object("openapi", Node.text("3.1.0"))
                .with("info", info)
                .with("security", Node.list(List.of(object("token", Node.list(List.of())))))
                .with("paths", Node.map(api.paths))
                .with("components", components);
    }

    private Map<String, Node> allSchemas() {
        schemas.of(Metadata.class);
        schemas.of(AuditEntry.class);
        var all = new TreeMap<>(schemas.all());
        var violation = properties("path", text("string")).with("message", text("string"));
        var problem = new LinkedHashMap<String, Node>();
        for (var field : List.of("type", "title", "code", "detail")) {
            problem.put(field, text("string"));
        }
        problem.put("status", text("integer"));
        problem.put("violations", array(object("properties", violation)));
        all.put("Problem", text("object").with("properties", Node.map(problem)));
        return all;
    }

    private void fixedPaths() {
        for (var path : List.of("/health", "/health/live", "/health/ready")) {
            var health =
                    operation("Whether the server is alive and ready", List.of(), text("object"))
                            .with("security", Node.list(List.of()));
            paths.put(path, object("get", health));
        }
        fixed("kinds", "Kinds with their columns and actions", List.of(), array(text("object")));
        fixed("version", "The version of the program", List.of(), text("object"));
        fixed("openapi.json", "This description", List.of(), text("object"));
        fixed("problems", "What the codes of problems mean", List.of(), text("object"));
        fixed("audit", "Who changed what, when and why", List.of("after", "limit"), text("object"));
        fixed("audit/verify", "Checks the chain of the audit log", List.of(), text("object"));
        rules();
        evidence();
        var upload =
                operation("Uploads an artefact", List.of("artefactName", "digest"), text("object"))
                        .with(
                                "requestBody",
                                content("application/octet-stream", Node.map(Map.of())));
        paths.put(OF_INSTALLATION + "artefacts", object("put", upload));
        var artefact = operation("Whether an artefact is stored", List.of(), text("object"));
        paths.put(
                OF_INSTALLATION + "artefacts/{digest}",
                object("get", artefact).with("parameters", pathParameters(List.of("digest"))));
        var logs =
                operation(
                                "The log of a service",
                                List.of("tail", "follow", "instance"),
                                text("string"))
                        .with("responses", answers("text/plain", text("string")));
        paths.put(
                IN_ENVIRONMENT + "services/{name}/logs",
                object("get", logs)
                        .with("parameters", pathParameters(List.of("environment", "name"))));
    }

    private void evidence() {
        var log = content("text/plain", text("string"));
        var text =
                operation("The evidence of a rollout", List.of(), text("string"))
                        .with("responses", answers("text/plain", text("string")));
        paths.put(
                IN_ENVIRONMENT + "rollouts/{name}/evidence",
                object("get", text)
                        .with("parameters", pathParameters(List.of("environment", "name"))));
        var explain =
                operation("Explains evidence from elsewhere", List.of("curve"), text("object"))
                        .with("requestBody", log);
        paths.put(OF_INSTALLATION + "evidence/explanation", object("post", explain));
        var replay =
                operation(
                                "Judges evidence from elsewhere once more",
                                List.of("set"),
                                text("object"))
                        .with("requestBody", log);
        paths.put(OF_INSTALLATION + "evidence/replay", object("post", replay));
    }

    private void rules() {
        work("check", "Checks rule files", "files");
        work("test", "Runs unit tests of rules", "files", "tests");
        work("replay", "Runs rules over history and keeps nothing", "files", "start", "end");
    }

    private void work(String path, String summary, String... fields) {
        var properties = new LinkedHashMap<String, Node>();
        for (var field : fields) {
            var file = properties("name", text("string")).with("text", text("string"));
            var one = text("object").with("properties", file);
            properties.put(
                    field,
                    switch (field) {
                        case "files" -> array(one);
                        case "tests" -> one;
                        default -> text("string");
                    });
        }
        var body = text("object").with("properties", Node.map(properties));
        var post =
                operation(summary, List.of(), text("object")).with("requestBody", manifest(body));
        paths.put(OF_INSTALLATION + "rules/" + path, object("post", post));
    }

    private void fixed(String path, String summary, List<String> parameters, Node answer) {
        paths.put(OF_INSTALLATION + path, object("get", operation(summary, parameters, answer)));
    }

    private void resourcePaths(Registration<?, ?> registration) {
        var kind = registration.kind();
        boolean isScoped = kind.scope() == Scope.ENVIRONMENT;
        var base = (isScoped ? IN_ENVIRONMENT : OF_INSTALLATION) + kind.plural();
        var outer = isScoped ? List.of("environment") : List.<String>of();
        var inner = isScoped ? List.of("environment", "name") : List.of("name");
        var list =
                operation(
                        "Lists or watches: " + registration.summary(),
                        List.of("limit", "after", "watch"),
                        list(resource(kind)));
        paths.put(base, object("get", list).with("parameters", pathParameters(outer)));
        if (isScoped) {
            paths.put(OF_INSTALLATION + kind.plural(), object("get", list));
        }
        paths.put(base + "/{name}", item(registration, pathParameters(inner)));
        for (var action : registration.actions()) {
            paths.put(
                    base + "/{name}/" + action.name(),
                    action(action).with("parameters", pathParameters(inner)));
        }
    }

    private Node item(Registration<?, ?> registration, Node parameters) {
        var noun = registration.kind().noun();
        var resource = resource(registration.kind());
        var change = List.of("dryRun", "reason", "If-Match", "If-None-Match", "Penstock-Reason");
        var put =
                operation("Creates or changes a " + noun, change, resource)
                        .with("requestBody", manifest(resource));
        var patch =
                operation("Changes a " + noun + " by a merge patch", change, resource)
                        .with(
                                "requestBody",
                                content("application/merge-patch+json", text("object")));
        return object("get", operation("Reads or watches a " + noun, List.of("watch"), resource))
                .with("put", put)
                .with("patch", patch)
                .with("delete", operation("Deletes a " + noun, change, resource))
                .with("parameters", parameters);
    }

    private static Node manifest(Node schema) {
        var media =
                object("application/json", object("schema", schema))
                        .with("application/yaml", object("schema", schema));
        return object("content", media);
    }

    private Node.Mapping action(Action<?> action) {
        if (action.changes()) {
            var post =
                    operation(
                                    action.summary(),
                                    List.of("reason", "Penstock-Reason"),
                                    Node.map(Map.of()))
                            .with("requestBody", manifest(schemas.of(action.input())));
            return object("post", post);
        }
        var parameters = new ArrayList<Node>();
        for (var component : action.input().getRecordComponents()) {
            parameters.add(
                    parameter("query", component.getName(), "")
                            .with("required", Node.bool(Schemas.isRequired(component)))
                            .with("schema", schemas.of(component.getGenericType())));
        }
        var get =
                operation(action.summary(), List.of(), Node.map(Map.of()))
                        .with("parameters", Node.list(parameters));
        return object("get", get);
    }

    /// The schema of a resource of the kind, stored once under the kind's name.
    private Node resource(Kind<?, ?> kind) {
        var properties =
                object("apiVersion", text("string"))
                        .with("kind", object("const", Node.text(kind.name())))
                        .with("metadata", schemas.of(Metadata.class))
                        .with("spec", schemas.of(kind.spec()))
                        .with("status", schemas.of(kind.status()));
        schemas.all().put(kind.name(), text("object").with("properties", properties));
        return object("$ref", Node.text("#/components/schemas/" + kind.name()));
    }

    private static Node list(Node item) {
        var properties =
                properties("items", array(item))
                        .with("revision", text("integer"))
                        .with("next", text("string"));
        return text("object").with("properties", properties);
    }

    private static Node.Mapping operation(String summary, List<String> parameters, Node answer) {
        var operation = object("summary", Node.text(summary));
        if (!parameters.isEmpty()) {
            operation =
                    operation.with(
                            "parameters",
                            Node.list(
                                    parameters.stream()
                                            .map(name -> reference("parameters", name))
                                            .toList()));
        }
        return operation.with("responses", answers("application/json", answer));
    }

    private static Node answers(String type, Node schema) {
        var done = content(type, schema).with("description", Node.text("Done"));
        return object("200", done).with("default", reference("responses", "Problem"));
    }

    private static Node.Mapping content(String type, Node schema) {
        return object("content", object(type, object("schema", schema)));
    }

    private static Node reference(String where, String name) {
        return object("$ref", Node.text("#/components/" + where + "/" + name));
    }

    private static Node pathParameters(List<String> names) {
        return Node.list(
                names.stream()
                        .map(
                                name ->
                                        parameter("path", name, "")
                                                .with("required", Node.bool(true))
                                                .with("schema", text("string")))
                        .toList());
    }

    private static Node.Mapping parameter(String in, String name, String about) {
        var parameter = object("in", Node.text(in)).with("name", Node.text(name));
        return about.isEmpty() ? parameter : parameter.with("description", Node.text(about));
    }

    private static Node parameters() {
        var all = new TreeMap<String, Node>();
        query(all, "limit", "integer", "At most so many items, 1 to 1000");
        query(all, "after", "string", "Continue behind here: `next` of the page before");
        query(all, "watch", "integer", "Send changes after this revision as server-sent events");
        query(all, "dryRun", "boolean", "Check everything and change nothing");
        query(all, "reason", "string", "Why: for the audit log");
        query(all, "tail", "integer", "How many of the last lines");
        query(all, "follow", "boolean", "Keep sending new lines");
        query(all, "instance", "string", "Only this instance");
        query(all, "curve", "boolean", "With the evidence over time");
        query(all, "set", "string", "Another policy, such as margins.errors=2%; repeatable");
        query(all, "digest", "string", "Refuse a body with another digest, sha256:…");
        all.put(
                "artefactName",
                parameter("query", "name", "File name").with("schema", text("string")));
        header(all, "If-Match", "The revision that was seen, such as \"7\"");
        header(all, "If-None-Match", "* to create only");
        header(all, "Penstock-Reason", "Why: for the audit log");
        return Node.map(all);
    }

    private static void query(Map<String, Node> all, String name, String type, String about) {
        all.put(name, parameter("query", name, about).with("schema", text(type)));
    }

    private static void header(Map<String, Node> all, String name, String about) {
        all.put(name, parameter("header", name, about).with("schema", text("string")));
    }

    private static Node responses() {
        var problem = content(HttpProblems.TYPE, reference("schemas", "Problem"));
        return object(
                "Problem",
                problem.with(
                        "description",
                        Node.text("A problem; /api/v1/problems says what each code means")));
    }

    private static Node.Mapping text(String type) {
        return object("type", Node.text(type));
    }

    private static Node array(Node items) {
        return text("array").with("items", items);
    }

    private static Node.Mapping properties(String name, Node schema) {
        return object(name, schema);
    }

    private static Node.Mapping object(String key, Node value) {
        return Node.map(Map.of(key, value));
    }
}
