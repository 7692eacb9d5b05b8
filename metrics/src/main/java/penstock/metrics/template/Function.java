package penstock.metrics.template;

import java.util.List;

/// A function of templates.
sealed interface Function {
    /// What it takes; of a variadic one the last stands for any number.
    List<Type> types();

    boolean isVariadic();

    default Type type(int index) {
        return types().get(Math.min(index, types().size() - 1));
    }

    /// Calculates a value; throws [FunctionProblem].
    interface Body {
        Value apply(List<Value> arguments);
    }

    record Eager(List<Type> types, boolean isVariadic, Body body) implements Function {
        public Eager {
            types = List.copyOf(types);
        }
    }

    /// `and`, `or`: stops at the first argument that decides.
    record ShortCircuit(boolean stopsAt) implements Function {
        @Override
        public List<Type> types() {
            return List.of(Type.ANY, Type.ANY);
        }

        @Override
        public boolean isVariadic() {
            return true;
        }
    }

    static Function of(Body body, Type... types) {
        return new Eager(List.of(types), false, body);
    }

    static Function variadic(Body body, Type... types) {
        return new Eager(List.of(types), true, body);
    }
}
