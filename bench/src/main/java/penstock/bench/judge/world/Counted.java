package penstock.bench.judge.world;

import penstock.judge.Histogram;

/// What was counted of one version in some span of time, by whoever routes its requests.
///
/// @param requests that ended
/// @param errors of them, each counted
/// @param clients that saw an error, each counted once in 60 s
/// @param latency of the requests
/// @param scores of the answers that were scored
public record Counted(long requests, long errors, long clients, Histogram latency, Scores scores) {
    public static final Counted NONE = new Counted(0, 0, 0, Histogram.empty(), Scores.NONE);

    public Counted plus(Counted other) {
        return new Counted(
                requests + other.requests,
                errors + other.errors,
                clients + other.clients,
                latency.merge(other.latency),
                scores.plus(other.scores));
    }
}
