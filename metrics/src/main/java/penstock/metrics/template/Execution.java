package penstock.metrics.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Quoting;

/// One run of a template. Bounded in depth, steps and output, so that no template can take a server down.
final class Execution {
    private static final int MAX_DEPTH = 100;

    /// Of a range over a number, whose elements are all made before the first is walked.
    private static final int MAX_RANGE = 100_000;

    private final Template template;
    private final Map<String, Function> functions;
    private final Budget budget;

    /// What the message of a failure points at.
    private Node node;

    Execution(Template template, Map<String, Function> functions, Budget budget) {
        this.template = template;
        this.functions = functions;
        this.budget = budget;
        this.node = template.root();
    }

    /// @throws TemplateProblem when it fails
    String run(Value data) {
        new Frame(template.name(), data, 0).walk(data, template.root());
        return budget.output();
    }

    /// How a block ended.
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    /// One use of a template, with variables of its own.
    private final class Frame {
        private final String name;
        private final int depth;
        private final List<String> names = new ArrayList<>();
        private final List<Value> values = new ArrayList<>();

        private Frame(String name, Value data, int depth) {
            this.name = name;
            this.depth = depth;
            push("$", data);
        }

        private void push(String variable, Value value) {
            names.add(variable);
            values.add(value);
        }

        private void popTo(int size) {
            names.subList(size, names.size()).clear();
            values.subList(size, values.size()).clear();
        }

        private TemplateProblem problem(String message) {
            return new TemplateProblem(
                    "template: %s: executing %s at <%s>: %s"
                            .formatted(
                                    template.place(node.at()),
                                    Quoting.quoted(name),
                                    node,
                                    message));
        }

        private void at(Node other) {
            node = other;
            step();
        }

        private void step() {
            try {
                budget.step();
            } catch (FunctionProblem e) {
                throw problem(e.text());
            }
        }

        private void write(String text) {
            try {
                budget.write(text);
            } catch (FunctionProblem e) {
                throw problem(e.text());
            }
        }

        private void print(Value value) {
            try {
                budget.handle(value);
            } catch (FunctionProblem e) {
                throw problem(e.text());
            }
            write(Printing.printed(value));
        }

        private Flow walk(Value dot, Node walked) {
            at(walked);
            return switch (walked) {
                case Node.Block block -> all(dot, block);
                case Node.Text text -> {
                    write(text.text());
                    yield Flow.ON;
                }
                case Node.Action action -> {
                    Value value = pipeline(dot, action.pipeline());
                    if (action.pipeline().variables().isEmpty()) {
                        at(action);
                        print(value);
                    }
                    yield Flow.ON;
                }
                case Node.Control control ->
                        control.kind() == Node.Control.Kind.RANGE
                                ? range(dot, control)
                                : condition(dot, control);
                case Node.Include include -> {
                    include(dot, include);
                    yield Flow.ON;
                }
                case Node.Break _ -> Flow.BREAK;
                case Node.Continue _ -> Flow.CONTINUE;
                case Node.Pipeline _,
                        Node.Command _,
                        Node.Function _,
                        Node.Field _,
                        Node.Variable _,
                        Node.Chain _,
                        Node.Dot _,
                        Node.Nil _,
                        Node.Constant _,
                        Node.End _,
                        Node.Else _ ->
                        throw new IllegalArgumentException(
                                "node: " + walked + " (expected: a text or an action)");
            };
        }

        private Flow all(Value dot, Node.Block block) {
            for (Node each : block.nodes()) {
                Flow flow = walk(dot, each);
                if (flow != Flow.ON) {
                    return flow;
                }
            }
            return Flow.ON;
        }

        private Flow condition(Value dot, Node.Control control) {
            int mark = names.size();
            Value value = pipeline(dot, control.pipeline());
            Flow flow = Flow.ON;
            if (value.isTrue()) {
                boolean isWith = control.kind() == Node.Control.Kind.WITH;
                flow = walk(isWith ? value : dot, control.then());
            } else if (control.otherwise().isPresent()) {
                flow = walk(dot, control.otherwise().get());
            }
            popTo(mark);
            return flow;
        }

        private Flow range(Value dot, Node.Control control) {
            int outside = names.size();
            Value value = pipeline(dot, control.pipeline());
            Flow flow = Flow.ON;
            List<Map.Entry<Value, Value>> elements = elements(value);
            int mark = names.size();
            for (Map.Entry<Value, Value> element : elements) {
                step();
                bind(control.pipeline(), element, mark);
                Flow inner = walk(element.getValue(), control.then());
                popTo(mark);
                if (inner == Flow.BREAK) {
                    break;
                }
            }
            if (elements.isEmpty() && control.otherwise().isPresent()) {
                flow = walk(dot, control.otherwise().get());
            }
            popTo(outside);
            return flow;
        }

        private void bind(Node.Pipeline pipeline, Map.Entry<Value, Value> element, int mark) {
            List<String> variables = pipeline.variables();
            if (variables.isEmpty()) {
                return;
            }
            boolean hasIndex = variables.size() > 1;
            if (pipeline.isAssignment()) {
                assign(variables.getFirst(), hasIndex ? element.getKey() : element.getValue());
                if (hasIndex) {
                    assign(variables.get(1), element.getValue());
                }
                return;
            }
            values.set(mark - 1, element.getValue());
            if (hasIndex) {
                values.set(mark - 2, element.getKey());
            }
        }

        private List<Map.Entry<Value, Value>> elements(Value value) {
            try {
                return Elements.of(value, Math.min(budget.stepsLeft(), MAX_RANGE));
            } catch (FunctionProblem e) {
                throw problem(e.text());
            }
        }

        private void include(Value dot, Node.Include include) {
            Node.Block body = template.definitions().get(include.name());
            if (body == null) {
                throw problem("template " + Quoting.quoted(include.name()) + " not defined");
            }
            if (depth == MAX_DEPTH) {
                throw problem("exceeded maximum template depth (" + MAX_DEPTH + ")");
            }
            Value data =
                    include.pipeline()
                            .map(pipeline -> pipeline(dot, pipeline))
                            .orElseGet(Value.None::new);
            new Frame(include.name(), data, depth + 1).walk(data, body);
        }

        private Value pipeline(Value dot, Node.Pipeline pipeline) {
            at(pipeline);
            @Nullable Value value = null;
            for (Node.Command command : pipeline.commands()) {
                value = command(dot, command, value);
            }
            Value result = value == null ? new Value.None() : value;
            for (String variable : pipeline.variables()) {
                if (pipeline.isAssignment()) {
                    assign(variable, result);
                } else {
                    push(variable, result);
                }
            }
            return result;
        }

        private void assign(String variable, Value value) {
            int index = names.lastIndexOf(variable);
            if (index < 0) {
                throw problem("undefined variable: " + variable);
            }
            values.set(index, value);
        }

        private Value variable(String variable) {
            int index = names.lastIndexOf(variable);
            if (index < 0) {
                throw problem("undefined variable: " + variable);
            }
            return values.get(index);
        }

        /// @param piped what the command before yields, if there is one
        private Value command(Value dot, Node.Command command, @Nullable Value piped) {
            List<Node> operands = command.operands();
            Node first = operands.getFirst();
            List<Node> arguments = operands.subList(1, operands.size());
            var given = new Given(arguments, piped);
            return switch (first) {
                case Node.Function function -> {
                    at(function);
                    yield call(dot, function.name(), command, given);
                }
                case Node.Field _, Node.Variable _, Node.Chain _ -> access(dot, first, given);
                case Node.Pipeline inner -> {
                    requireNone(first, given);
                    yield pipeline(dot, inner);
                }
                default -> {
                    at(first);
                    requireNone(first, given);
                    if (first instanceof Node.Nil) {
                        throw problem("nil is not a command");
                    }
                    yield first instanceof Node.Constant constant ? constant.value() : dot;
                }
            };
        }

        private void requireNone(Node first, Given given) {
            if (!given.isEmpty()) {
                throw problem("can't give argument to non-function " + first);
            }
        }

        /// A field, variable or chain with what is given to it.
        private Value access(Value dot, Node accessed, Given given) {
            at(accessed);
            return switch (accessed) {
                case Node.Field field -> fields(dot, dot, field.names(), given);
                case Node.Variable variable -> {
                    Value value = variable(variable.name());
                    if (variable.fields().isEmpty()) {
                        requireNone(accessed, given);
                        yield value;
                    }
                    yield fields(dot, value, variable.fields(), given);
                }
                case Node.Chain chain -> {
                    if (chain.inner() instanceof Node.Nil) {
                        throw problem("indirection through explicit nil in " + chain);
                    }
                    yield fields(dot, argument(dot, chain.inner()), chain.fields(), given);
                }
                default ->
                        throw new IllegalArgumentException(
                                "node: " + accessed + " (expected: one with fields)");
            };
        }

        private Value fields(Value dot, Value receiver, List<String> path, Given given) {
            Value value = receiver;
            for (int i = 0; i < path.size(); i++) {
                Given here = i == path.size() - 1 ? given : Given.NOTHING;
                value = field(dot, value, path.get(i), here);
            }
            return value;
        }

        private Value field(Value dot, Value receiver, String field, Given given) {
            if (Methods.has(receiver, field)) {
                return method(dot, receiver, field, given);
            }
            Optional<Value> value = Fields.of(receiver, field);
            if (value.isEmpty()) {
                throw problem("can't evaluate field " + field + " in type " + receiver.type());
            }
            if (!given.isEmpty()) {
                boolean isMap =
                        receiver instanceof Value.Texts
                                || (receiver instanceof Value.Fields fields && !fields.isStruct());
                throw problem(
                        field
                                + (isMap
                                        ? " is not a method but has arguments"
                                        : " has arguments but cannot be invoked as function"));
            }
            return value.get();
        }

        private Value method(Value dot, Value receiver, String name, Given given) {
            List<Type> types = Methods.types(name);
            int count = given.arguments().size() + (given.piped() == null ? 0 : 1);
            if (count != types.size()) {
                throw problem(
                        "wrong number of args for %s: want %d got %d"
                                .formatted(name, types.size(), count));
            }
            if (types.isEmpty()) {
                return Methods.call(receiver, name, new Value.None());
            }
            Value argument =
                    given.piped() == null
                            ? typed(dot, types.getFirst(), given.arguments().getFirst())
                            : fitting(given.piped(), types.getFirst());
            return Methods.call(receiver, name, argument);
        }

        /// @param shown what a failure points at
        private Value call(Value dot, String called, Node shown, Given given) {
            Function function = functions.get(called);
            if (function == null) {
                throw problem(Quoting.quoted(called) + " is not a defined function");
            }
            requireCount(function, called, given);
            if (function instanceof Function.ShortCircuit lazy) {
                return shortCircuit(dot, lazy, given);
            }
            var arguments = new ArrayList<Value>();
            for (int i = 0; i < given.arguments().size(); i++) {
                arguments.add(typed(dot, function.type(i), given.arguments().get(i)));
            }
            if (given.piped() != null) {
                arguments.add(fitting(given.piped(), function.type(arguments.size())));
            }
            try {
                for (int i = 0; i < arguments.size(); i++) {
                    // What is no more than looked into costs nothing, however large it is.
                    if (function.type(i) == Type.ANY || function.type(i) == Type.TEXT) {
                        budget.handle(arguments.get(i));
                    }
                }
                Value result = ((Function.Eager) function).body().apply(arguments);
                if (result instanceof Value.Text) {
                    budget.handle(result);
                }
                return result;
            } catch (FunctionProblem e) {
                at(shown);
                throw problem("error calling " + called + ": " + e.text());
            }
        }

        private void requireCount(Function function, String called, Given given) {
            int count = given.arguments().size() + (given.piped() == null ? 0 : 1);
            int least = function.types().size() - (function.isVariadic() ? 1 : 0);
            if (function.isVariadic() && count < least) {
                throw problem(
                        "wrong number of args for %s: want at least %d got %d"
                                .formatted(called, least, given.arguments().size()));
            }
            if (!function.isVariadic() && count != least) {
                throw problem(
                        "wrong number of args for %s: want %d got %d"
                                .formatted(called, least, count));
            }
        }

        private Value shortCircuit(Value dot, Function.ShortCircuit function, Given given) {
            Value value = new Value.None();
            for (Node argument : given.arguments()) {
                value = argument(dot, argument);
                if (value.isTrue() == function.stopsAt()) {
                    return value;
                }
            }
            return given.piped() == null ? value : given.piped();
        }

        /// An argument of a function, which must be of its type.
        private Value typed(Value dot, Type type, Node argument) {
            at(argument);
            if (argument instanceof Node.Nil) {
                if (!type.mayBeNil()) {
                    throw problem("cannot assign nil to " + type.text());
                }
                return new Value.None();
            }
            if (argument instanceof Node.Constant constant) {
                return type.of(constant.value())
                        .orElseThrow(() -> problem(type.refusal(constant.toString())));
            }
            return fitting(argument(dot, argument), type);
        }

        private Value fitting(Value value, Type type) {
            if (type.fits(value)) {
                return value;
            }
            throw problem(
                    value instanceof Value.None
                            ? "invalid value; expected " + type.text()
                            : "wrong type for value; expected %s; got %s"
                                    .formatted(type.text(), value.type()));
        }

        /// The value of an operand that gets nothing itself.
        private Value argument(Value dot, Node argument) {
            at(argument);
            return switch (argument) {
                case Node.Dot _ -> dot;
                case Node.Nil _ -> new Value.None();
                case Node.Constant constant -> constant.value();
                case Node.Pipeline inner -> pipeline(dot, inner);
                case Node.Function function -> call(dot, function.name(), function, Given.NOTHING);
                default -> access(dot, argument, Given.NOTHING);
            };
        }
    }

    /// What an operand gets.
    ///
    /// @param piped from the command before it, `null` when there is none
    private record Given(List<Node> arguments, @Nullable Value piped) {
        private static final Given NOTHING = new Given(List.of(), null);

        boolean isEmpty() {
            return arguments.isEmpty() && piped == null;
        }
    }
}
