package penstock.metrics.tree;

/// What is wrong in a file.
///
/// @param path from the root of the file, such as `groups[0].rules[2].expr`
/// @param message with Prometheus' words where it has some
public record Mistake(String path, String message) {
    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
