package penstock.cli.api;

import java.util.ArrayList;
import java.util.List;
import penstock.model.Node;

/// A call that did not do what was asked, as the user should read it: one line for each thing that is wrong.
public final class ApiException extends RuntimeException {
    private final String code;
    private final transient List<String> lines;

    public ApiException(String code, List<String> lines) {
        super(String.join("\n", lines));
        this.code = code;
        this.lines = List.copyOf(lines);
    }

    /// A mistake of the caller that no server had to be asked about.
    public static ApiException usage(String line) {
        return new ApiException("usage", List.of(line));
    }

    /// The server cannot be reached.
    public static ApiException away(String line) {
        return new ApiException("away", List.of(line));
    }

    /// Reads a problem document. Its `detail` has one line for each violation, with the subject; a detail that has fewer
    /// gives way to the violations.
    static ApiException of(int status, Node problem) {
        // Prometheus' API has a form of its own.
        var type = problem.textAt("errorType");
        if (!type.isEmpty()) {
            return new ApiException(type, problem.textAt("error").lines().toList());
        }
        var lines = new ArrayList<>(problem.textAt("detail").lines().toList());
        var violations = problem.at("violations").map(Node::asList).orElse(List.of());
        if (lines.size() < violations.size()) {
            lines.clear();
            for (var violation : violations) {
                var path = violation.textAt("path");
                lines.add((path.isEmpty() ? "" : path + ": ") + violation.textAt("message"));
            }
        }
        if (lines.isEmpty()) {
            lines.add("The server answered " + status + ".");
        }
        var code = problem.textAt("code");
        return new ApiException(code.isEmpty() ? "status-" + status : code, lines);
    }

    public String code() {
        return code;
    }

    public List<String> lines() {
        return lines;
    }

    public boolean isNotFound() {
        return code.equals("not-found");
    }
}
