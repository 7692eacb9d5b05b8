package penstock.judge;

/// How long a comparison takes, told before it starts: the least that any sequential test needs on average if the effect
/// is known beforehand (ln(1/threshold) over the relative entropy per request). The judge does not know the effect and
/// needs about one and a half to three times as long.
public final class Power {
    private Power() {}

    /// Requests and time needed on average; infinite if the effect is not beyond the limit.
    ///
    /// @param candidateRequests requests that the candidate answers meanwhile
    /// @param seconds time
    public record Need(double candidateRequests, double seconds) {}

    /// Traffic that is compared.
    ///
    /// @param requestsPerSecond both versions together
    /// @param weightBasisPoints share that goes to the candidate, 1..9,999
    public record Traffic(double requestsPerSecond, int weightBasisPoints) {
        public Traffic {
            if (!(requestsPerSecond > 0)) {
                throw new IllegalArgumentException(
                        "requestsPerSecond: " + requestsPerSecond + " (expected: more than 0)");
            }
            if (weightBasisPoints < 1 || weightBasisPoints > 9_999) {
                throw new IllegalArgumentException(
                        "weightBasisPoints: "
                                + weightBasisPoints
                                + " (expected: 1..9999, both versions need traffic)");
            }
        }
    }

    /// Until a candidate that fails `candidateShare` of its requests is called worse than stable, which fails `stableShare`.
    public static Need toShowWorse(
            double stableShare,
            double candidateShare,
            Bound tolerance,
            double alpha,
            Traffic traffic) {
        requireShare("stableShare", stableShare);
        requireShare("candidateShare", candidateShare);
        var isBeyond = candidateShare > tolerance.factor() * stableShare + tolerance.shift();
        return isBeyond
                ? need(
                        alpha,
                        stableShare,
                        candidateShare,
                        tolerance.factor(),
                        tolerance.shift(),
                        traffic)
                : new Need(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /// Until a candidate that fails as often as stable, `share` of the requests, is called not worse (errors only).
    public static Need toShowNotWorse(double share, Bound margin, double beta, Traffic traffic) {
        requireShare("share", share);
        return need(beta, share, share, margin.factor(), margin.shift(), traffic);
    }

    private static Need need(
            double chance,
            double stable,
            double candidate,
            double factor,
            double share,
            Traffic traffic) {
        var weight = traffic.weightBasisPoints() / 10_000.0;
        var pace = EVariables.pace(1 - weight, weight, stable, candidate, factor, share);
        var requests = StrictMath.log(1 / chance) / pace;
        return new Need(requests * weight, requests / traffic.requestsPerSecond());
    }

    private static void requireShare(String name, double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    name + ": " + share + " (expected: between 0 and 1)");
        }
    }
}
