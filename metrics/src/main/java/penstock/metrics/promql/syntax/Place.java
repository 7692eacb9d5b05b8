package penstock.metrics.promql.syntax;

/// A part of a query's text.
///
/// @param start where it starts, in bytes of UTF-8 from 0
/// @param end where it ends, in bytes of UTF-8, not included
public record Place(int start, int end) {
    /// Of what no one wrote.
    public static final Place NONE = new Place(0, 0);

    /// From where this starts to where another ends.
    public Place to(Place last) {
        return new Place(start, last.end);
    }
}
