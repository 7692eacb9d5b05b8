package penstock.model;

/// A place in a manifest: line and column, both from 1; 0 when the value did not come from a text. Of what has a key it is where the key
/// stands.
public record Mark(int line, int column) {
    public static final Mark NONE = new Mark(0, 0);

    @Override
    public String toString() {
        return line == 0 ? "" : "line " + line + ", column " + column;
    }
}
