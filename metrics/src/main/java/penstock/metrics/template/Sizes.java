package penstock.metrics.template;

import java.util.Collection;

/// How large values are. A value may hold another one many times over, so that writing it out takes far more than keeping it.
final class Sizes {
    private static final int MAX_DEPTH = 100;

    private Sizes() {}

    /// Characters and entries of a value written out; counting stops soon after a limit. Throws [FunctionProblem] when values
    /// are nested too deep.
    static long of(Value value, long most) {
        return of(value, most, 0);
    }

    private static long of(Value value, long most, int depth) {
        if (depth > MAX_DEPTH) {
            throw new FunctionProblem("values nested more than " + MAX_DEPTH + " levels deep");
        }
        return switch (value) {
            case Value.Text(String text) -> text.length() + 1L;
            case Value.Texts texts -> texts(texts);
            case Value.Sample sample ->
                    texts(sample.labels()) + of(sample.value(), most, depth + 1);
            case Value.Items items -> all(items.items(), most, depth);
            case Value.Fields fields -> all(fields.entries().values(), most, depth);
            case Value.None _,
                    Value.Whole _,
                    Value.Real _,
                    Value.Truth _,
                    Value.Histogram _,
                    Value.Moment _,
                    Value.Span _ ->
                    1;
        };
    }

    private static long texts(Value.Texts texts) {
        long size = 1;
        for (var entry : texts.entries().entrySet()) {
            size += entry.getKey().length() + entry.getValue().length();
        }
        return size;
    }

    private static long all(Collection<Value> values, long most, int depth) {
        long size = 1;
        for (Value value : values) {
            size += of(value, most - size, depth + 1);
            if (size > most) {
                return size;
            }
        }
        return size;
    }
}
