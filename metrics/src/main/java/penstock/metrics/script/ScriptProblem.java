package penstock.metrics.script;

/// What is wrong in a script, without its line.
final class ScriptProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScriptProblem(String message) {
        super(message, null, false, false);
    }
}
