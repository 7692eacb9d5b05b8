package penstock.metrics.promql.syntax;

/// What an expression yields at one time.
public enum ValueType {
    /// A number.
    SCALAR("scalar", "scalar"),
    /// A sample for each of many series.
    VECTOR("vector", "instant vector"),
    /// Many samples for each of many series.
    MATRIX("matrix", "range vector"),
    STRING("string", "string");

    private final String code;
    private final String description;

    ValueType(String code, String description) {
        this.code = code;
        this.description = description;
    }

    /// As answers over HTTP call it.
    public String code() {
        return code;
    }

    /// As messages call it.
    public String description() {
        return description;
    }
}
