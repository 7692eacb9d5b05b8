package penstock.metrics.template;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The functions that Go's templates have of themselves.
final class Builtins {
    private Builtins() {}

    static Map<String, Function> all() {
        var all = new HashMap<String, Function>();
        all.put("and", new Function.ShortCircuit(false));
        all.put("or", new Function.ShortCircuit(true));
        all.put("not", Function.of(given -> new Value.Truth(!given.getFirst().isTrue()), Type.ANY));
        all.put("len", Function.of(given -> new Value.Whole(length(given.getFirst())), Type.ANY));
        all.put(
                "index",
                Function.variadic(
                        given -> index(given.getFirst(), rest(given)), Type.ANY, Type.ANY));
        all.put(
                "slice",
                Function.variadic(
                        given -> slice(given.getFirst(), rest(given)), Type.ANY, Type.ANY));
        all.put("call", Function.variadic(given -> call(given.getFirst()), Type.ANY, Type.ANY));
        texts(all);
        comparisons(all);
        return Map.copyOf(all);
    }

    private static void texts(Map<String, Function> all) {
        all.put("print", Function.variadic(given -> text(Printing.together(given)), Type.ANY));
        all.put("println", Function.variadic(given -> text(Printing.line(given)), Type.ANY));
        all.put(
                "printf",
                Function.variadic(
                        given -> text(Format.of(Printing.printed(given.getFirst()), rest(given))),
                        Type.TEXT,
                        Type.ANY));
        all.put("html", Function.variadic(given -> text(Escaping.html(joined(given))), Type.ANY));
        all.put("js", Function.variadic(given -> text(Escaping.script(joined(given))), Type.ANY));
        all.put(
                "urlquery",
                Function.variadic(given -> text(Escaping.query(joined(given))), Type.ANY));
    }

    private static void comparisons(Map<String, Function> all) {
        all.put(
                "eq",
                Function.variadic(
                        given -> truth(Comparison.isEqual(given.getFirst(), rest(given))),
                        Type.ANY,
                        Type.ANY));
        all.put("ne", comparison((a, b) -> !Comparison.isEqual(a, List.of(b))));
        all.put("lt", comparison(Comparison::isLess));
        all.put("le", comparison(Comparison::isLessOrEqual));
        all.put("gt", comparison((a, b) -> !Comparison.isLessOrEqual(a, b)));
        all.put("ge", comparison((a, b) -> !Comparison.isLess(a, b)));
    }

    private interface Test {
        boolean holds(Value a, Value b);
    }

    private static Function comparison(Test test) {
        return Function.of(
                given -> truth(test.holds(given.getFirst(), given.get(1))), Type.ANY, Type.ANY);
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static Value truth(boolean value) {
        return new Value.Truth(value);
    }

    private static List<Value> rest(List<Value> given) {
        return given.subList(1, given.size());
    }

    private static String joined(List<Value> given) {
        return given.size() == 1 ? Printing.printed(given.getFirst()) : Printing.together(given);
    }

    private static long length(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text.getBytes(StandardCharsets.UTF_8).length;
            case Value.Texts texts -> texts.entries().size();
            case Value.Fields fields when !fields.isStruct() -> fields.entries().size();
            case Value.Items items -> items.items().size();
            case Value.None _ ->
                    throw new FunctionProblem("reflect: call of reflect.Value.Type on zero Value");
            default -> throw new FunctionProblem("len of type " + value.type());
        };
    }

    private static Value index(Value value, List<Value> path) {
        Value found = value;
        for (Value key : path) {
            found = index(found, key);
        }
        return found;
    }

    private static Value index(Value value, Value key) {
        return switch (value) {
            case Value.Items items -> items.items().get(place(key, items.items().size() - 1));
            case Value.Text(String text) -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                yield new Value.Whole(bytes[place(key, bytes.length - 1)] & 0xff);
            }
            case Value.Texts texts -> text(texts.entries().getOrDefault(name(key), ""));
            case Value.Fields fields when !fields.isStruct() ->
                    fields.entries().getOrDefault(name(key), new Value.None());
            case Value.None _ -> throw new FunctionProblem("index of untyped nil");
            default -> throw new FunctionProblem("can't index item of type " + value.type());
        };
    }

    private static String name(Value key) {
        if (key instanceof Value.Text(String text)) {
            return text;
        }
        throw new FunctionProblem("value has type " + key.type() + "; should be string");
    }

    private static int place(Value key, int last) {
        if (!(key instanceof Value.Whole(long index))) {
            throw new FunctionProblem(
                    key instanceof Value.None
                            ? "cannot index slice/array with nil"
                            : "cannot index slice/array with type " + key.type());
        }
        if (index < 0 || index > last) {
            throw new FunctionProblem("index out of range: " + index);
        }
        return (int) index;
    }

    private static Value slice(Value value, List<Value> bounds) {
        if (bounds.size() > 3) {
            throw new FunctionProblem("too many slice indexes: " + bounds.size());
        }
        if (value instanceof Value.None) {
            throw new FunctionProblem("slice of untyped nil");
        }
        if (!(value instanceof Value.Text) && !(value instanceof Value.Items)) {
            throw new FunctionProblem("can't slice item of type " + value.type());
        }
        if (value instanceof Value.Text && bounds.size() == 3) {
            throw new FunctionProblem("cannot 3-index slice a string");
        }
        int length = (int) length(value);
        int from = bounds.isEmpty() ? 0 : place(bounds.getFirst(), length);
        int to = bounds.size() < 2 ? length : place(bounds.get(1), length);
        if (from > to) {
            throw new FunctionProblem("invalid slice index: " + from + " > " + to);
        }
        if (value instanceof Value.Items(String type, List<Value> items)) {
            return new Value.Items(type, items.subList(from, to));
        }
        byte[] bytes = ((Value.Text) value).text().getBytes(StandardCharsets.UTF_8);
        return text(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    /// No value of these templates is a function.
    private static Value call(Value value) {
        throw new FunctionProblem(
                value instanceof Value.None
                        ? "call of nil"
                        : "non-function " + Printing.printed(value) + " of type " + value.type());
    }
}
