package penstock.model;

/// One mistake in a manifest: where (`spec.steps[2].weight`), and what is wrong with what was expected.
public record Violation(String path, String message) {

    /// The line of a manifest that the path means, from 1. Of what is missing it is that of the nearest part above it that is there; 0 when
    /// neither came from a text.
    public int line(Node manifest) {
        return line(manifest, path, manifest.mark().line());
    }

    private static int line(Node node, String rest, int above) {
        int line = node.mark().line() > 0 ? node.mark().line() : above;
        if (node instanceof Node.Sequence list && rest.startsWith("[")) {
            int end = rest.indexOf(']');
            int item = end < 0 ? -1 : index(rest.substring(1, end));
            return item >= 0 && item < list.items().size()
                    ? line(list.items().get(item), rest.substring(end + 1), line)
                    : line;
        }
        var key = node instanceof Node.Mapping map ? key(map, rest) : "";
        var found = node.at(key);
        return found.isEmpty() ? line : line(found.get(), after(rest, key), line);
    }

    /// A key may have dots itself, so the longest that fits is meant.
    private static String key(Node.Mapping map, String rest) {
        var from = rest.startsWith(".") ? rest.substring(1) : rest;
        var found = "";
        for (var key : map.entries().keySet()) {
            boolean fits =
                    from.equals(key) || from.startsWith(key + ".") || from.startsWith(key + "[");
            if (fits && key.length() > found.length()) {
                found = key;
            }
        }
        return found;
    }

    private static String after(String rest, String key) {
        return rest.substring(key.length() + (rest.startsWith(".") ? 1 : 0));
    }

    private static int index(String digits) {
        return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
    }

    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
