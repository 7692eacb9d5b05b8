package penstock.metrics.template;

/// What an expansion has left, and what it has written.
final class Budget {
    private final TemplateLimits limits;
    private final StringBuilder output = new StringBuilder();
    private int steps;

    Budget(TemplateLimits limits) {
        this.limits = limits;
    }

    void step() {
        steps++;
        if (steps > limits.steps()) {
            throw new FunctionProblem("took more than " + limits.steps() + " steps");
        }
    }

    int stepsLeft() {
        return limits.steps() - steps;
    }

    void write(String text) {
        if (text.length() > limits.output() - output.length()) {
            throw new FunctionProblem("wrote more than " + limits.output() + " characters");
        }
        output.append(text);
    }

    String output() {
        return output.toString();
    }
}
