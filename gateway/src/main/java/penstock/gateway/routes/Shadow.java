package penstock.gateway.routes;

/// Copies requests that stable serves to the candidate, whose answers are thrown away. The copies have `Penstock-Shadow: true`.
///
/// - `basisPoints`: the share of the requests that may be copied.
/// - `unsafe`: also requests with other methods than GET, HEAD and OPTIONS, and with bodies of up to `bodyLimit` bytes. The
///   candidate then does what they ask for a second time, so it must be kept from doing harm.
public record Shadow(int basisPoints, boolean unsafe, int bodyLimit) {

    public Shadow {
        Checks.range("basisPoints", basisPoints, 1, 10_000);
        Checks.range("bodyLimit", bodyLimit, 0, Rescue.MAX_BODY);
    }
}
