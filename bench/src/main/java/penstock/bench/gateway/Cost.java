package penstock.bench.gateway;

/// Processor time of a hundred thousand requests, in seconds.
///
/// @param proxy its processes
/// @param load this program, which makes the requests
/// @param upstreams the program that answers them
record Cost(double proxy, double load, double upstreams) {
    private static final double REQUESTS = 100_000;

    /// @param answered how many requests the given seconds were spent on
    Cost per(long answered) {
        double share = answered == 0 ? Double.NaN : REQUESTS / answered;
        return new Cost(proxy * share, load * share, upstreams * share);
    }

    Cost minus(Cost before) {
        return new Cost(proxy - before.proxy, load - before.load, upstreams - before.upstreams);
    }
}
