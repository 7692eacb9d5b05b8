package penstock.server.prometheus;

import java.util.List;
import java.util.function.Supplier;
import penstock.metrics.scrape.PoolStatus;
import penstock.server.rules.EvaluatedGroup;

/// What a server does beside answering queries, as it is now.
///
/// @param rules the groups in force, in the order in which they are shown
/// @param pools what is scraped, and how that goes
public record Activity(Supplier<List<EvaluatedGroup>> rules, Supplier<List<PoolStatus>> pools) {
    public static final Activity NONE = new Activity(List::of, List::of);
}
