package penstock.cli.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import penstock.model.Node;
import penstock.model.Violation;

/// A call that did not do what was asked, as the user should read it: one line for each thing that is wrong.
public final class ApiException extends RuntimeException {
    /// Of the text that was sent.
    private static final Pattern LINE = Pattern.compile(" \\[line \\d+]$");

    private final String code;
    private final transient List<String> lines;

    /// One for each line, or none.
    private final transient List<Violation> violations;

    public ApiException(String code, List<String> lines) {
        this(code, lines, List.of());
    }

    private ApiException(String code, List<String> lines, List<Violation> violations) {
        super(String.join("\n", lines));
        this.code = code;
        this.lines = List.copyOf(lines);
        this.violations = violations.size() == lines.size() ? List.copyOf(violations) : List.of();
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
        var violations =
                problem.at("violations").map(Node::asList).orElse(List.of()).stream()
                        .map(one -> new Violation(one.textAt("path"), one.textAt("message")))
                        .toList();
        if (lines.size() < violations.size()) {
            lines.clear();
            violations.forEach(violation -> lines.add(violation.toString()));
        }
        if (lines.isEmpty()) {
            lines.add("The server answered " + status + ".");
        }
        var code = problem.textAt("code");
        return new ApiException(code.isEmpty() ? "status-" + status : code, lines, violations);
    }

    public String code() {
        return code;
    }

    public List<String> lines() {
        return lines;
    }

    /// The same about a manifest as somebody wrote it: what was sent for it had other lines.
    public List<String> linesIn(Node manifest) {
        if (violations.isEmpty()) {
            return lines;
        }
        List<String> placed = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            int line = violations.get(i).line(manifest);
            placed.add(
                    LINE.matcher(lines.get(i)).replaceFirst("")
                            + (line > 0 ? " [line " + line + "]" : ""));
        }
        return placed;
    }

    public boolean isNotFound() {
        return code.equals("not-found");
    }
}
