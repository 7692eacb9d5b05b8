package penstock.metrics.template;

/// What an expansion has left, and what it has written.
final class Budget {
    private final TemplateLimits limits;
    private final Total total;
    private final StringBuilder output = new StringBuilder();
    private int steps;
    private long work;

    Budget(TemplateLimits limits, Total total) {
        this.limits = limits;
        this.total = total;
    }

    /// What all expansions at one time have left together.
    static final class Total {
        private final long most;
        private long spent;

        Total(long most) {
            this.most = most;
        }

        private void spend(long amount) {
            spent += amount;
            if (spent > most) {
                throw new FunctionProblem(
                        "all templates of the rule took more than " + most + " steps together");
            }
        }
    }

    void step() {
        steps++;
        if (steps > limits.steps()) {
            throw new FunctionProblem("took more than " + limits.steps() + " steps");
        }
        total.spend(1);
    }

    int stepsLeft() {
        return limits.steps() - steps;
    }

    /// A function takes or yields a value.
    void handle(Value value) {
        if (value instanceof Value.Text(String text) && text.length() > limits.output()) {
            throw new FunctionProblem(
                    "made a text of more than " + limits.output() + " characters");
        }
        long size = Sizes.of(value, limits.work() - work);
        work += size;
        if (work > limits.work()) {
            throw new FunctionProblem(
                    "functions handled more than " + limits.work() + " characters");
        }
        total.spend(size);
    }

    void write(String text) {
        if (text.length() > limits.output() - output.length()) {
            throw new FunctionProblem("wrote more than " + limits.output() + " characters");
        }
        output.append(text);
        total.spend(text.length());
    }

    String output() {
        return output.toString();
    }
}
