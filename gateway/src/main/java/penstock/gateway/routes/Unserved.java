package penstock.gateway.routes;

/// Requests that the version did not come to serve, for reasons that are not its own. They are among an observation's requests, and
/// say nothing about the version.
///
/// @param shed the gateway answered 503 itself: there was no instance, or it had no descriptor, port or memory for a connection.
///     Failed for the user, so among `failedRequests`, but not among the failing clients; no latency
/// @param refused the client sent its request too slowly, or too much of it, or what is not HTTP; no latency
/// @param abandoned the client went away before there was an answer; its latency is the time until then
public record Unserved(long shed, long refused, long abandoned) {

    public static final Unserved NONE = new Unserved(0, 0, 0);

    public Unserved {
        Checks.range("shed", shed, 0, Long.MAX_VALUE);
        Checks.range("refused", refused, 0, Long.MAX_VALUE);
        Checks.range("abandoned", abandoned, 0, Long.MAX_VALUE);
    }

    public Unserved plus(Unserved other) {
        return new Unserved(
                shed + other.shed, refused + other.refused, abandoned + other.abandoned);
    }
}
