package penstock.metrics.promql.syntax;

/// Why a text is no query. The message names line and column.
public final class SyntaxProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String query;
    private final transient Place place;
    private final String text;

    public SyntaxProblem(String query, Place place, String text) {
        super(where(query, place) + "parse error: " + text, null, false, false);
        this.query = query;
        this.place = place;
        this.text = text;
    }

    public String query() {
        return query;
    }

    public Place place() {
        return place;
    }

    /// What is wrong, without where.
    public String text() {
        return text;
    }

    private static String where(String query, Place place) {
        return Position.of(query, place.start()) + ": ";
    }
}
