package penstock.metrics.template;

import java.util.Optional;

/// Fields and keys of values.
final class Fields {
    private Fields() {}

    /// Empty when there can be none of this name.
    static Optional<Value> of(Value receiver, String name) {
        return switch (receiver) {
            case Value.None none -> Optional.of(none);
            case Value.Texts texts ->
                    Optional.of(new Value.Text(texts.entries().getOrDefault(name, "")));
            case Value.Fields fields -> {
                Value value = fields.entries().get(name);
                if (value != null) {
                    yield Optional.of(value);
                }
                yield fields.isStruct() ? Optional.empty() : Optional.of(new Value.None());
            }
            case Value.Sample sample ->
                    switch (name) {
                        case "Labels" -> Optional.of(sample.labels());
                        case "Value" -> Optional.of(sample.value());
                        default -> Optional.empty();
                    };
            case Value.Histogram histogram ->
                    switch (name) {
                        case "Count" -> Optional.of(new Value.Real(histogram.histogram().count()));
                        case "Sum" -> Optional.of(new Value.Real(histogram.histogram().sum()));
                        default -> Optional.empty();
                    };
            case Value.Text _,
                    Value.Whole _,
                    Value.Real _,
                    Value.Truth _,
                    Value.Moment _,
                    Value.Span _,
                    Value.Items _ ->
                    Optional.empty();
        };
    }
}
