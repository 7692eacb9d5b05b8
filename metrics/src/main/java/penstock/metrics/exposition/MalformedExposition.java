package penstock.metrics.exposition;

/// An exposition that is not as its format demands, or larger than allowed; with the place.
public final class MalformedExposition extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    /// @param line from 1; 0 in formats without lines
    /// @param column in bytes from 1; without lines, from the start
    MalformedExposition(int line, int column, String problem) {
        super(
                (line == 0 ? "byte " + column : "line " + line + ", column " + column)
                        + ": "
                        + problem);
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
