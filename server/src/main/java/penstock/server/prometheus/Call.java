package penstock.server.prometheus;

import penstock.metrics.promql.Cancellation;

/// One request.
///
/// @param label what stands in the path for it, or `""`
/// @param cancellation ends the query, because the client went away
public record Call(
        Endpoint endpoint, String label, Parameters parameters, Cancellation cancellation) {}
