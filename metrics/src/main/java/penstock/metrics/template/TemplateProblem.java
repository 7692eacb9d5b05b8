package penstock.metrics.template;

/// Why a template cannot be read or expanded. The message is that of Prometheus.
public final class TemplateProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    TemplateProblem(String message) {
        super(message, null, false, false);
    }

    /// What is wrong, as one text.
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
