package penstock.metrics.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a range goes over.
final class Elements {
    private Elements() {}

    /// Keys or indexes and values, maps in the order of their keys. Throws [FunctionProblem] when there can be none.
    ///
    /// @param most elements of a whole number
    static List<Map.Entry<Value, Value>> of(Value value, int most) {
        var elements = new ArrayList<Map.Entry<Value, Value>>();
        switch (value) {
            case Value.Items items -> {
                for (Value item : items.items()) {
                    elements.add(Map.entry(new Value.Whole(elements.size()), item));
                }
            }
            case Value.Texts texts ->
                    texts.entries()
                            .forEach(
                                    (key, text) ->
                                            elements.add(
                                                    Map.entry(
                                                            new Value.Text(key),
                                                            new Value.Text(text))));
            case Value.Fields fields when !fields.isStruct() ->
                    fields.entries()
                            .forEach(
                                    (key, field) ->
                                            elements.add(Map.entry(new Value.Text(key), field)));
            case Value.Whole whole -> {
                if (whole.value() > most) {
                    throw new FunctionProblem(
                            "range over " + whole.value() + " takes too many steps");
                }
                for (long i = 0; i < whole.value(); i++) {
                    elements.add(Map.entry(new Value.Whole(i), new Value.Whole(i)));
                }
            }
            case Value.None _ -> {}
            case Value.Text _,
                    Value.Real _,
                    Value.Truth _,
                    Value.Histogram _,
                    Value.Moment _,
                    Value.Span _,
                    Value.Sample _,
                    Value.Fields _ ->
                    throw new FunctionProblem(
                            "range can't iterate over " + Printing.printed(value));
        }
        return elements;
    }
}
