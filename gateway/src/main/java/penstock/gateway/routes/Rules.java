package penstock.gateway.routes;

import java.util.List;

/// What applies to a route's requests besides the split of its users.
///
/// - `rescue`: which requests may be sent a second time.
/// - `testers`: a request that matches one of these is served by the candidate, whatever the share, and is not rescued.
/// - `pin`: what belongs together stays on one version.
public record Rules(Rescue rescue, List<Match> testers, Pin pin) {

    /// Nothing but the usual rescue.
    public static final Rules DEFAULT = new Rules(Rescue.DEFAULT, List.of(), Pin.NONE);

    public Rules {
        testers = List.copyOf(testers);
    }

    public Rules with(Rescue other) {
        return new Rules(other, testers, pin);
    }

    public Rules withTesters(List<Match> others) {
        return new Rules(rescue, others, pin);
    }

    public Rules with(Pin other) {
        return new Rules(rescue, testers, other);
    }
}
