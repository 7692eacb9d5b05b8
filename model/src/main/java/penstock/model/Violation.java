package penstock.model;

/// One mistake in a manifest: where (`spec.steps[2].weight`), and what is wrong with what was expected.
public record Violation(String path, String message) {
    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
