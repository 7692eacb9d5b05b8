package penstock.server.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import penstock.capabilities.rollout.Evidences;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Size;

/// The routes of evidence that is not a resource of this server: a rollout's log as a text, and logs that were copied from elsewhere.
final class EvidenceRoutes {
    /// Of a log that is sent, as it is sent: compressed, more than a week of four reports a second.
    private static final Size LIMIT = Size.parse("256Mi");

    private final ApiParts parts;
    private final Streams streams;

    private EvidenceRoutes(ApiParts parts, Streams streams) {
        this.parts = parts;
        this.streams = streams;
    }

    static void add(Router router, ApiParts parts, Streams streams) {
        var routes = new EvidenceRoutes(parts, streams);
        router.add(
                "GET", "/api/v1/environments/{environment}/rollouts/{name}/evidence", routes::text);
        router.add("POST", "/api/v1/evidence/explanation", (request, _) -> routes.explain(request));
        router.add("POST", "/api/v1/evidence/replay", (request, _) -> routes.replay(request));
    }

    private Evidences evidence() {
        return parts.evidence().orElseThrow(() -> FixedRoutes.unavailable("The evidence"));
    }

    private Answer text(Request request, Map<String, String> captured) throws IOException {
        request.query().allowing().check();
        var environment =
                ResourcePaths.name(captured.getOrDefault("environment", ""), "environment");
        var rollout = ResourcePaths.name(captured.getOrDefault("name", ""), "name");
        evidence().text(environment, rollout).close();
        return new Answer.Stream(
                "text/plain;charset=utf-8",
                out ->
                        streams.run(
                                () -> {
                                    try (var text = evidence().text(environment, rollout)) {
                                        return text.transferTo(out);
                                    }
                                }));
    }

    private Answer explain(Request request) throws IOException {
        var query = request.query().allowing("curve");
        boolean withCurve = query.flag("curve");
        query.check();
        return with(request, file -> evidence().explanation(file, withCurve));
    }

    private Answer replay(Request request) throws IOException {
        var query = request.query().allowing("set");
        var settings = query.values().getOrDefault("set", List.of());
        query.check();
        return with(request, file -> evidence().replay(file, settings));
    }

    private interface Work {
        Node with(Evidences.Copy copy);
    }

    /// A log is read more than once, so it is kept in a file meanwhile.
    private static Answer with(Request request, Work work) throws IOException {
        var file = file();
        try {
            try (var body = request.body().limited(LIMIT, "the log")) {
                Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return Answer.json(work.with(() -> Files.newInputStream(file)));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Path file() {
        try {
            return Files.createTempFile("penstock-evidence", ".log");
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "There is no room to keep the log meanwhile: " + e.getMessage() + "."),
                    e);
        }
    }
}
