package penstock.metrics.template;

/// What a function says that cannot do what it is asked for, without the place in the template.
final class FunctionProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    FunctionProblem(String message) {
        super(message, null, false, false);
    }

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
