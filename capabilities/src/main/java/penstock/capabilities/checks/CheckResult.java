package penstock.capabilities.checks;

/// How far a run of a check is.
public record CheckResult(boolean isDone, boolean isPassed, String message) {
    static final CheckResult RUNNING = new CheckResult(false, false, "running");

    static CheckResult passed(String message) {
        return new CheckResult(true, true, message);
    }

    static CheckResult failed(String message) {
        return new CheckResult(true, false, message);
    }
}
