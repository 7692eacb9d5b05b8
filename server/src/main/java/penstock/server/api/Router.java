package penstock.server.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The routes that do not follow from a registered kind.
final class Router {
    interface Handler {
        /// @param captured what stood where the pattern has braces
        Answer handle(Request request, Map<String, String> captured)
                throws IOException, InterruptedException;
    }

    private record Route(String method, List<String> pattern, Handler handler) {
        Optional<Map<String, String>> match(List<String> path) {
            if (path.size() != pattern.size()) {
                return Optional.empty();
            }
            var captured = new LinkedHashMap<String, String>();
            for (int i = 0; i < path.size(); i++) {
                var part = pattern.get(i);
                if (part.startsWith("{")) {
                    captured.put(part.substring(1, part.length() - 1), path.get(i));
                } else if (!part.equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(captured);
        }
    }

    private final List<Route> routes = new ArrayList<>();

    void add(String method, String pattern, Handler handler) {
        var segments = Arrays.asList(pattern.substring(1).split("/"));
        routes.add(new Route(method, segments, handler));
    }

    /// @return empty when no pattern has this path
    /// @throws ProblemException when one has, but not for this method
    Optional<Answer> answer(Request request) throws IOException, InterruptedException {
        var allowed = new TreeSet<String>();
        for (var route : routes) {
            var captured = route.match(request.path());
            if (captured.isEmpty()) {
                continue;
            }
            boolean fits =
                    route.method().equals(request.method())
                            || (route.method().equals("GET") && request.isReading());
            if (fits) {
                return Optional.of(route.handler().handle(request, captured.get()));
            }
            allowed.add(route.method());
        }
        if (!allowed.isEmpty()) {
            throw wrongMethod(request, List.copyOf(allowed));
        }
        return Optional.empty();
    }

    static ProblemException wrongMethod(Request request, List<String> allowed) {
        var list = String.join(", ", allowed);
        var path = "/" + String.join("/", request.path());
        return new ProblemException(
                new Problem.Refused(
                        "method-not-allowed",
                        request.method()
                                + " "
                                + path
                                + " is not possible (expected: "
                                + list
                                + ").",
                        Map.of("allow", list)));
    }
}
