package penstock.gateway.routes;

/// Requests by the class of their status.
public record StatusCounts(
        long informational,
        long successful,
        long redirected,
        long clientErrors,
        long serverErrors) {

    public static final StatusCounts NONE = new StatusCounts(0, 0, 0, 0, 0);

    public StatusCounts {
        Checks.range("informational", informational, 0, Long.MAX_VALUE);
        Checks.range("successful", successful, 0, Long.MAX_VALUE);
        Checks.range("redirected", redirected, 0, Long.MAX_VALUE);
        Checks.range("clientErrors", clientErrors, 0, Long.MAX_VALUE);
        Checks.range("serverErrors", serverErrors, 0, Long.MAX_VALUE);
    }

    public StatusCounts plus(StatusCounts other) {
        return new StatusCounts(
                informational + other.informational,
                successful + other.successful,
                redirected + other.redirected,
                clientErrors + other.clientErrors,
                serverErrors + other.serverErrors);
    }

    public long total() {
        return informational + successful + redirected + clientErrors + serverErrors;
    }
}
