package penstock.metrics.promql;

/// Names of labels that a query makes.
final class Names {
    private Names() {}

    /// Whether it is a text of at least one character whose bytes are UTF-8.
    static boolean isValid(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < name.length()
                    && Character.isLowSurrogate(name.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
