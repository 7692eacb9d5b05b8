package penstock.metrics.promql.syntax;

import java.util.List;
import java.util.Optional;

/// A function's name and types. All there are stand in [Functions].
///
/// @param arguments the type of each argument; the last one's is that of all that follow
/// @param variadic 0: exactly these arguments; n above 0: up to n of the last may be left out; -1: the last may be left out, or
///     come any number of times
/// @param isExperimental whether it must be allowed by [ParserOptions]
public record Function(
        String name,
        List<ValueType> arguments,
        int variadic,
        ValueType returns,
        boolean isExperimental) {
    public Function {
        arguments = List.copyOf(arguments);
    }

    public static Optional<Function> named(String name) {
        return Functions.named(name);
    }
}
