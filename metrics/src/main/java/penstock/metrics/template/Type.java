package penstock.metrics.template;

import java.util.Optional;

/// What a function takes in a place.
enum Type {
    ANY("interface {}", "can't handle "),
    TEXT("string", "expected string; found "),
    REAL("float64", "expected float; found "),
    WHOLE("int", "expected integer; found "),
    RESULT("template.queryResult", "can't handle "),
    SAMPLE("*template.sample", "can't handle ");

    private final String text;
    private final String refusal;

    Type(String text, String refusal) {
        this.text = text;
        this.refusal = refusal;
    }

    String text() {
        return text;
    }

    /// What is said about a constant that does not fit.
    String refusal(String constant) {
        boolean hasWords = this == TEXT || this == REAL || this == WHOLE;
        return refusal + constant + (hasWords ? "" : " for arg of type " + text);
    }

    boolean mayBeNil() {
        return this == ANY || this == RESULT || this == SAMPLE;
    }

    /// A constant as a value of this type; numbers take the type that is asked for.
    Optional<Value> of(Value constant) {
        if (this == REAL && constant instanceof Value.Whole whole) {
            return Optional.of(new Value.Real(whole.value()));
        }
        return fits(constant) ? Optional.of(constant) : Optional.empty();
    }

    boolean fits(Value value) {
        return switch (this) {
            case ANY -> true;
            case TEXT -> value instanceof Value.Text;
            case REAL -> value instanceof Value.Real;
            case WHOLE -> value instanceof Value.Whole;
            case RESULT ->
                    value instanceof Value.None
                            || (value instanceof Value.Items items
                                    && items.type().equals(Value.Items.RESULT));
            case SAMPLE -> value instanceof Value.None || value instanceof Value.Sample;
        };
    }
}
