package penstock.server.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// A request, free of the web server's types.
///
/// @param path the decoded segments
/// @param client what is to be seen of the client; only asked for long answers, once the body has been read
record Request(
        String method,
        List<String> path,
        Query query,
        Function<String, Optional<String>> headers,
        Body body,
        Supplier<Client> client) {
    private static final int MAX_REASON = 1_000;

    Optional<String> header(String name) {
        return headers.apply(name);
    }

    /// Why the caller does this: for the audit log.
    String reason() {
        var reason =
                header("Penstock-Reason")
                        .or(() -> query.text("reason"))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .orElse("no reason given");
        if (reason.length() > MAX_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(
                    Problem.Invalid.at(
                            "",
                            "reason",
                            reason.length()
                                    + " characters (expected: one line of at most "
                                    + MAX_REASON
                                    + ")"));
        }
        return reason;
    }

    boolean isReading() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
