package penstock.metrics.template;

import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Quoting;

/// A template as a tree. The text of a node is how messages name it.
sealed interface Node {
    /// Index of the character in the template that messages point at.
    int at();

    /// A sequence of texts and actions.
    record Block(int at, List<Node> nodes) implements Node {
        public Block {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String toString() {
            var text = new StringBuilder();
            nodes.forEach(text::append);
            return text.toString();
        }
    }

    record Text(int at, String text) implements Node {
        @Override
        public String toString() {
            return text;
        }
    }

    /// Prints what a pipeline yields, unless that declares a variable.
    record Action(int at, Pipeline pipeline) implements Node {
        @Override
        public String toString() {
            return "{{" + pipeline + "}}";
        }
    }

    /// `if`, `with` or `range`.
    record Control(int at, Kind kind, Pipeline pipeline, Block then, Optional<Block> otherwise)
            implements Node {
        enum Kind {
            IF("if"),
            WITH("with"),
            RANGE("range");

            private final String word;

            Kind(String word) {
                this.word = word;
            }

            String word() {
                return word;
            }
        }

        @Override
        public String toString() {
            return "{{"
                    + kind.word
                    + " "
                    + pipeline
                    + "}}"
                    + then
                    + otherwise.map(block -> "{{else}}" + block).orElse("")
                    + "{{end}}";
        }
    }

    record Break(int at) implements Node {
        @Override
        public String toString() {
            return "{{break}}";
        }
    }

    record Continue(int at) implements Node {
        @Override
        public String toString() {
            return "{{continue}}";
        }
    }

    /// Runs another template.
    record Include(int at, String name, Optional<Pipeline> pipeline) implements Node {
        @Override
        public String toString() {
            return "{{template "
                    + Quoting.quoted(name)
                    + pipeline.map(given -> " " + given).orElse("")
                    + "}}";
        }
    }

    /// Ends a block; only while parsing.
    record End(int at) implements Node {
        @Override
        public String toString() {
            return "{{end}}";
        }
    }

    /// Begins the other half of a block; only while parsing.
    record Else(int at) implements Node {
        @Override
        public String toString() {
            return "{{else}}";
        }
    }

    /// Commands, of which each gives what it yields to the next.
    ///
    /// @param variables that get the result, two at most
    /// @param isAssignment whether they exist already
    record Pipeline(int at, List<String> variables, boolean isAssignment, List<Command> commands)
            implements Node {
        public Pipeline {
            variables = List.copyOf(variables);
            commands = List.copyOf(commands);
        }

        @Override
        public String toString() {
            var text = new StringBuilder(String.join(", ", variables));
            if (!variables.isEmpty()) {
                text.append(isAssignment ? " = " : " := ");
            }
            for (int i = 0; i < commands.size(); i++) {
                text.append(i > 0 ? " | " : "").append(commands.get(i));
            }
            return text.toString();
        }
    }

    /// An operand, or a function and its arguments.
    record Command(int at, List<Node> operands) implements Node {
        public Command {
            operands = List.copyOf(operands);
        }

        @Override
        public String toString() {
            var text = new StringBuilder();
            for (Node operand : operands) {
                text.append(text.isEmpty() ? "" : " ");
                boolean isNested = operand instanceof Pipeline;
                text.append(isNested ? "(" : "").append(operand).append(isNested ? ")" : "");
            }
            return text.toString();
        }
    }

    record Function(int at, String name) implements Node {
        @Override
        public String toString() {
            return name;
        }
    }

    /// `.a.b`
    record Field(int at, List<String> names) implements Node {
        public Field {
            names = List.copyOf(names);
        }

        @Override
        public String toString() {
            return "." + String.join(".", names);
        }
    }

    /// `$x.a.b`
    record Variable(int at, String name, List<String> fields) implements Node {
        public Variable {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return fields.isEmpty() ? name : name + "." + String.join(".", fields);
        }
    }

    /// `(…).a.b`
    record Chain(int at, Node inner, List<String> fields) implements Node {
        public Chain {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            String first = inner instanceof Pipeline ? "(" + inner + ")" : inner.toString();
            return first + "." + String.join(".", fields);
        }
    }

    record Dot(int at) implements Node {
        @Override
        public String toString() {
            return ".";
        }
    }

    record Nil(int at) implements Node {
        @Override
        public String toString() {
            return "nil";
        }
    }

    /// @param text as written
    record Constant(int at, Value value, String text) implements Node {
        @Override
        public String toString() {
            return text;
        }
    }
}
