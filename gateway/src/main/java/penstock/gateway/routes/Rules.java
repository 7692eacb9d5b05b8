package penstock.gateway.routes;

import java.util.List;
import java.util.Optional;

/// What applies to a route's requests besides the split of its users.
///
/// - `rescue`: which requests may be sent a second time.
/// - `testers`: a request that matches one of these is served by the candidate, whatever the share, and is not rescued.
/// - `pin`: what belongs together stays on one version.
/// - `shadow`: which requests are copied to the candidate.
/// - `closure`: why nothing is served at present.
/// - `countsClients`: what the versions do is told by clients too, see `Clients`.
/// - `load`: how requests are spread over instances.
/// - `cache`: which answers are kept for others; without it none.
/// - `edge`: what the gateway itself does with requests and answers.
public record Rules(
        Rescue rescue,
        List<Match> testers,
        Pin pin,
        Optional<Shadow> shadow,
        Optional<Closure> closure,
        boolean countsClients,
        LoadRules load,
        Optional<CacheRule> cache,
        EdgeRules edge) {

    /// Nothing but the usual rescue.
    public static final Rules DEFAULT =
            new Rules(
                    Rescue.DEFAULT,
                    List.of(),
                    Pin.NONE,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    LoadRules.DEFAULT,
                    Optional.empty(),
                    EdgeRules.DEFAULT);

    public Rules {
        testers = List.copyOf(testers);
    }

    public Rules withClientsCounted(boolean isOn) {
        return new Rules(rescue, testers, pin, shadow, closure, isOn, load, cache, edge);
    }

    public Rules with(Rescue other) {
        return new Rules(other, testers, pin, shadow, closure, countsClients, load, cache, edge);
    }

    public Rules withTesters(List<Match> others) {
        return new Rules(rescue, others, pin, shadow, closure, countsClients, load, cache, edge);
    }

    public Rules with(Pin other) {
        return new Rules(rescue, testers, other, shadow, closure, countsClients, load, cache, edge);
    }

    public Rules with(Closure other) {
        return new Rules(
                rescue, testers, pin, shadow, Optional.of(other), countsClients, load, cache, edge);
    }

    public Rules with(Shadow other) {
        return new Rules(
                rescue,
                testers,
                pin,
                Optional.of(other),
                closure,
                countsClients,
                load,
                cache,
                edge);
    }

    public Rules with(LoadRules other) {
        return new Rules(rescue, testers, pin, shadow, closure, countsClients, other, cache, edge);
    }

    /// The same where the cache, if there is one, has these orders.
    public Rules purging(List<CacheRule.Purge> orders) {
        return new Rules(
                rescue,
                testers,
                pin,
                shadow,
                closure,
                countsClients,
                load,
                cache.map(rule -> rule.purging(orders)),
                edge);
    }

    public Rules with(CacheRule other) {
        return new Rules(
                rescue,
                testers,
                pin,
                shadow,
                closure,
                countsClients,
                load,
                Optional.of(other),
                edge);
    }

    public Rules with(EdgeRules other) {
        return new Rules(rescue, testers, pin, shadow, closure, countsClients, load, cache, other);
    }
}
