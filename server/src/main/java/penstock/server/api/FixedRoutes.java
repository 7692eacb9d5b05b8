package penstock.server.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import penstock.kernel.Action;
import penstock.kernel.Registration;
import penstock.model.Encoder;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The small routes: health, what there is, the audit log.
final class FixedRoutes {
    private static final int MAX_PAGE = 1_000;

    private final ApiParts parts;

    private FixedRoutes(ApiParts parts) {
        this.parts = parts;
    }

    static void add(Router router, ApiParts parts) {
        var routes = new FixedRoutes(parts);
        router.add("GET", "/health", (request, _) -> routes.ready(request));
        router.add("GET", "/health/ready", (request, _) -> routes.ready(request));
        router.add("GET", "/health/live", (request, _) -> live(request));
        router.add("GET", "/api/v1/kinds", (request, _) -> routes.kinds(request));
        router.add("GET", "/api/v1/version", (request, _) -> routes.version(request));
        router.add("GET", "/api/v1/openapi.json", (request, _) -> routes.openApi(request));
        router.add("GET", HttpProblems.DOCUMENTATION, (request, _) -> problems(request));
        router.add("GET", "/api/v1/audit", (request, _) -> routes.audit(request));
        router.add("GET", "/api/v1/audit/verify", (request, _) -> routes.verify(request));
    }

    private static Answer live(Request request) {
        request.query().allowing().check();
        return Answer.json(Node.map(Map.of("status", Node.text("live"))));
    }

    private Answer ready(Request request) {
        request.query().allowing().check();
        var missing = parts.readiness().missing();
        var impaired = parts.readiness().impaired();
        var body = new LinkedHashMap<String, Node>();
        body.put("status", Node.text(missing.isEmpty() ? "ready" : "not-ready"));
        if (!missing.isEmpty()) {
            body.put("missing", texts(missing));
        }
        if (!impaired.isEmpty()) {
            body.put("impaired", texts(impaired));
        }
        return Answer.json(missing.isEmpty() ? Outcome.DONE : Outcome.NOT_READY, Node.map(body));
    }

    private static Node texts(List<String> sentences) {
        return Node.list(sentences.stream().map(Node::text).toList());
    }

    private Answer version(Request request) {
        request.query().allowing().check();
        return Answer.json(Node.map(Map.of("version", Node.text(parts.version()))));
    }

    private static Answer problems(Request request) {
        request.query().allowing().check();
        return Answer.json(HttpProblems.documentation());
    }

    private Answer openApi(Request request) {
        request.query().allowing().check();
        return Answer.json(OpenApi.of(parts.resources().registrations(), parts.version()));
    }

    private Answer kinds(Request request) {
        request.query().allowing().check();
        return Answer.json(
                Node.list(
                        parts.resources().registrations().stream()
                                .map(FixedRoutes::kind)
                                .toList()));
    }

    private static Node kind(Registration<?, ?> registration) {
        var kind = registration.kind();
        var entry = new LinkedHashMap<String, Node>();
        entry.put("name", Node.text(kind.name()));
        entry.put("plural", Node.text(kind.plural()));
        entry.put("noun", Node.text(kind.noun()));
        entry.put("scope", Node.text(kind.scope().name().toLowerCase(java.util.Locale.ROOT)));
        entry.put("immutable", Node.bool(kind.isImmutable()));
        entry.put("summary", Node.text(registration.summary()));
        entry.put(
                "columns",
                Node.list(
                        registration.columns().stream()
                                .map(
                                        column ->
                                                Node.map(Map.of("title", Node.text(column.title())))
                                                        .with("path", Node.text(column.path())))
                                .toList()));
        entry.put(
                "actions",
                Node.list(registration.actions().stream().map(FixedRoutes::action).toList()));
        return Node.map(entry);
    }

    private static Node action(Action<?> action) {
        var input = new LinkedHashMap<String, Node>();
        for (var component : action.input().getRecordComponents()) {
            input.put(component.getName(), Node.text(Schemas.typeName(component.getGenericType())));
        }
        var entry = new LinkedHashMap<String, Node>();
        entry.put("name", Node.text(action.name()));
        entry.put("summary", Node.text(action.summary()));
        entry.put("changes", Node.bool(action.changes()));
        entry.put("input", Node.map(input));
        return Node.map(entry);
    }

    private Answer audit(Request request) {
        var query = request.query().allowing("after", "limit");
        long after = query.number("after", 0, 0, Long.MAX_VALUE);
        int limit = (int) query.number("limit", 100, 1, MAX_PAGE);
        query.check();
        var entries = parts.resources().store().audit(after, limit);
        boolean isFull = entries.size() == limit;
        var body = new LinkedHashMap<String, Node>();
        List<Node> items = new ArrayList<>();
        entries.forEach(entry -> items.add(Encoder.encode(entry)));
        body.put("items", Node.list(items));
        body.put("next", Node.text(isFull ? Long.toString(entries.getLast().sequence()) : ""));
        return Answer.json(Node.map(body));
    }

    private Answer verify(Request request) {
        request.query().allowing().check();
        var report = parts.audit().verify();
        var body = new LinkedHashMap<String, Node>();
        body.put("intact", Node.bool(report.isIntact()));
        body.put("entries", Node.number(report.entries()));
        body.put("checkpoints", Node.number(report.checkpoints()));
        body.put("covered", Node.number(report.covered()));
        body.put("faults", Node.list(report.faults().stream().map(Node::text).toList()));
        return Answer.json(Node.map(body));
    }

    static ProblemException unavailable(String what) {
        return new ProblemException(
                new Problem.Unavailable(what + " is not available in this server."));
    }
}
