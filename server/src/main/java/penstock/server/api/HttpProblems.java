package penstock.server.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import penstock.model.Node;
import penstock.model.Problem;

/// Turns problems into HTTP: the only class that knows status codes.
final class HttpProblems {
    static final String TYPE = "application/problem+json";

    /// Where `type` links to: the list of all codes and what they mean.
    static final String DOCUMENTATION = "/api/v1/problems";

    private static final String INTERNAL = "internal";

    /// What each code means, for people.
    private record Meaning(int status, String title, String remedy) {}

    private static final Meaning REFUSED =
            new Meaning(
                    409,
                    "Not possible in the present state",
                    "The detail says what stands in the way; change that first.");

    private static final Map<String, Meaning> MEANINGS = meanings();

    private HttpProblems() {}

    private static Map<String, Meaning> meanings() {
        var all = new LinkedHashMap<String, Meaning>();
        all.put(
                "invalid",
                new Meaning(400, "The request is not valid", "Correct every listed violation."));
        all.put(
                "bad-request",
                new Meaning(400, "The request is not well-formed HTTP", "Correct the request."));
        all.put(
                "unauthenticated",
                new Meaning(
                        401, "Who are you?", "Send a valid token as \"Authorization: Bearer\"."));
        all.put(
                "forbidden",
                new Meaning(403, "You may not do this", "Ask somebody who may, or for the right."));
        all.put(
                "not-found",
                new Meaning(
                        404, "There is no such thing", "Check the name; a near one is suggested."));
        all.put(
                "method-not-allowed",
                new Meaning(405, "Not possible with this method", "Use one that Allow names."));
        all.put(
                "conflict",
                new Meaning(409, "Changed by someone else", "Fetch it again and reapply."));
        all.put(
                "already-exists",
                new Meaning(409, "It exists already", "Choose another name, or update it."));
        all.put(
                "immutable",
                new Meaning(409, "It never changes", "Create a new one under another name."));
        all.put(
                "made-by-actions",
                new Meaning(409, "It is not created directly", "Order what makes it."));
        all.put("refused", REFUSED);
        all.put(
                "too-far-behind",
                new Meaning(
                        410, "Too far behind", "List again and watch from the list's revision."));
        all.put("too-large", new Meaning(413, "Too large", "Send less, or raise the limit."));
        all.put(
                "unsupported-media-type",
                new Meaning(415, "Not understood", "Send JSON or YAML with its Content-Type."));
        all.put(
                "wrong-host",
                new Meaning(
                        421,
                        "Not asked under a known name",
                        "Use the address, or add the name to api.hosts in penstock.yaml."));
        all.put(
                INTERNAL,
                new Meaning(
                        500, "A mistake in Penstock", "Look into the server's log and report it."));
        all.put(
                "unavailable",
                new Meaning(
                        503, "Not available now", "Try again in a moment; the detail says why."));
        return Map.copyOf(all);
    }

    static int status(Outcome outcome) {
        return switch (outcome) {
            case DONE -> 200;
            case CREATED -> 201;
            case NOTHING_NEW -> 204;
            case NOT_READY -> 503;
            case MISTAKEN -> 400;
            case NOT_EVALUATED -> 422;
            case CLIENT_GONE -> 499;
        };
    }

    static int status(Problem problem) {
        return meaning(problem.code()).status();
    }

    private static Meaning meaning(String code) {
        return MEANINGS.getOrDefault(code, REFUSED);
    }

    /// Headers a client needs to go on.
    static Map<String, String> headers(Problem problem) {
        return switch (problem) {
            case Problem.Unauthenticated _ ->
                    Map.of("WWW-Authenticate", "Bearer realm=\"penstock\"");
            case Problem.Unavailable _ -> Map.of("Retry-After", "1");
            case Problem.Refused refused when refused.details().containsKey("allow") ->
                    Map.of("Allow", String.valueOf(refused.details().get("allow")));
            case Problem.Refused _,
                    Problem.Invalid _,
                    Problem.NotFound _,
                    Problem.Conflict _,
                    Problem.TooFarBehind _ ->
                    Map.of();
        };
    }

    static Node body(Problem problem) {
        var body = start(problem.code(), problem.message());
        switch (problem) {
            case Problem.Invalid invalid -> body.put("violations", violations(invalid));
            case Problem.Conflict conflict -> {
                body.put("expected", Node.number(conflict.expected()));
                body.put("current", Node.number(conflict.current()));
            }
            case Problem.Refused refused -> {
                if (!refused.details().isEmpty()) {
                    var details = new LinkedHashMap<String, Node>();
                    refused.details().forEach((key, value) -> details.put(key, Node.text(value)));
                    body.put("details", Node.map(details));
                }
            }
            case Problem.TooFarBehind behind -> body.put("oldest", Node.number(behind.oldest()));
            case Problem.NotFound _, Problem.Unauthenticated _, Problem.Unavailable _ -> {}
        }
        return Node.map(body);
    }

    private static Map<String, Node> start(String code, String detail) {
        var meaning = meaning(code);
        var body = new LinkedHashMap<String, Node>();
        body.put("type", Node.text(DOCUMENTATION + "#" + code));
        body.put("title", Node.text(meaning.title()));
        body.put("status", Node.number(meaning.status()));
        body.put("code", Node.text(code));
        body.put("detail", Node.text(detail));
        return body;
    }

    private static Node violations(Problem.Invalid invalid) {
        return Node.list(
                invalid.violations().stream()
                        .map(
                                violation ->
                                        Node.map(Map.of("path", Node.text(violation.path())))
                                                .with("message", Node.text(violation.message())))
                        .toList());
    }

    static int internalStatus() {
        return meaning(INTERNAL).status();
    }

    /// What the user reads when the mistake is ours.
    ///
    /// @param reference under which the log has it
    static Node internal(String reference) {
        return Node.map(
                start(
                        INTERNAL,
                        "Something went wrong inside Penstock. The server's log has it under "
                                + reference
                                + "."));
    }

    /// What the web server itself refused, before any of our code saw the request.
    static Node refusedByListener(int status) {
        var code =
                switch (status) {
                    case 413 -> "too-large";
                    case 503 -> "unavailable";
                    case 505 -> "bad-request";
                    default -> status >= 500 ? INTERNAL : "bad-request";
                };
        var body =
                start(
                        code,
                        switch (status) {
                            case 408 -> "The request came too slowly.";
                            case 414 -> "The address of the request is too long.";
                            case 505 -> "Only HTTP/1.0 and HTTP/1.1 are spoken here.";
                            case 431 -> "The headers of the request are too large.";
                            default -> meaning(code).title() + ".";
                        });
        body.put("status", Node.number(status));
        return Node.map(body);
    }

    /// All codes, for `type` to link to.
    static Node documentation() {
        return Node.map(
                Map.of(
                        "items",
                        Node.list(
                                MEANINGS.entrySet().stream()
                                        .sorted(Map.Entry.comparingByKey())
                                        .map(
                                                entry ->
                                                        documentation(
                                                                entry.getKey(), entry.getValue()))
                                        .toList())));
    }

    private static Node documentation(String code, Meaning meaning) {
        var entry = new LinkedHashMap<String, Node>();
        entry.put("code", Node.text(code.toLowerCase(Locale.ROOT)));
        entry.put("status", Node.number(meaning.status()));
        entry.put("title", Node.text(meaning.title()));
        entry.put("remedy", Node.text(meaning.remedy()));
        return Node.map(entry);
    }

    static List<String> codes() {
        return MEANINGS.keySet().stream().sorted().toList();
    }
}
