package penstock.cli.load;

import java.time.Duration;

/// What load to put where. It always ends: after its time or its count, whichever comes first.
///
/// @param address host and port to connect to, such as `127.0.0.1:8080`
/// @param host the `Host` field, by which the gateway finds the route
public record LoadPlan(Address address, String host, Arrivals arrivals, Limits limits) {
    /// Where to connect.
    public record Address(String host, int port) {}

    /// When requests come, and from whom.
    ///
    /// @param perSecond requests a second, more than 0
    /// @param isPoisson whether the gaps vary as those of independent users do; otherwise they are even
    /// @param users how many users there are; each request comes from one of them (`X-User`); 0 for a new one each time
    public record Arrivals(double perSecond, boolean isPoisson, int users, long seed) {
        public Arrivals {
            if (!(perSecond > 0)) {
                throw new IllegalArgumentException(
                        "perSecond: " + perSecond + " (expected: more than 0)");
            }
            if (users < 0) {
                throw new IllegalArgumentException("users: " + users + " (expected: 0 or more)");
            }
        }
    }

    /// Where it ends.
    ///
    /// @param timeout until when an answer must be complete, from the moment the request was due
    /// @param maxInFlight requests at once; one that would exceed it counts as lost, because a user would have waited
    public record Limits(Duration timeout, int maxInFlight, Duration maxTime, long maxCount) {}

    /// A Poisson load of many users with a limit of 10 s for each request and of one hour for all.
    public static LoadPlan of(Address address, String host, double perSecond, long seed) {
        var limits = new Limits(Duration.ofSeconds(10), 2_000, Duration.ofHours(1), Long.MAX_VALUE);
        return new LoadPlan(address, host, new Arrivals(perSecond, true, 0, seed), limits);
    }

    public LoadPlan withUsers(int count) {
        return with(
                new Arrivals(arrivals.perSecond, arrivals.isPoisson, count, arrivals.seed), limits);
    }

    public LoadPlan evenly() {
        return with(new Arrivals(arrivals.perSecond, false, arrivals.users, arrivals.seed), limits);
    }

    public LoadPlan within(Duration each) {
        return with(
                arrivals, new Limits(each, limits.maxInFlight, limits.maxTime, limits.maxCount));
    }

    public LoadPlan atMost(Duration time, long count) {
        return with(arrivals, new Limits(limits.timeout, limits.maxInFlight, time, count));
    }

    public LoadPlan atOnce(int count) {
        return with(arrivals, new Limits(limits.timeout, count, limits.maxTime, limits.maxCount));
    }

    private LoadPlan with(Arrivals nextArrivals, Limits nextLimits) {
        return new LoadPlan(address, host, nextArrivals, nextLimits);
    }
}
