package penstock.gateway.routes;

/// How often a version's instances were spared. Nothing of it is for or against the version.
///
/// - `ejections`: an instance was left out for a while.
/// - `openings`: its breaker opened.
/// - `open`, `full`, `overloaded`: requests that were turned away as the breaker was open, as the instances had as much to do as
///   they may, as the whole route had more to do than it can.
/// - `retries`: requests that were sent to the version once more.
/// - `wouldShed`: requests that would have been `overloaded`, had it not been for counting only.
public record Protection(
        long ejections,
        long openings,
        long open,
        long full,
        long overloaded,
        long wouldShed,
        long retries) {

    public static final Protection NONE = new Protection(0, 0, 0, 0, 0, 0, 0);

    public Protection {
        Checks.range("ejections", ejections, 0, Long.MAX_VALUE);
        Checks.range("openings", openings, 0, Long.MAX_VALUE);
        Checks.range("open", open, 0, Long.MAX_VALUE);
        Checks.range("full", full, 0, Long.MAX_VALUE);
        Checks.range("overloaded", overloaded, 0, Long.MAX_VALUE);
        Checks.range("wouldShed", wouldShed, 0, Long.MAX_VALUE);
        Checks.range("retries", retries, 0, Long.MAX_VALUE);
    }

    public Protection plus(Protection other) {
        return new Protection(
                ejections + other.ejections,
                openings + other.openings,
                open + other.open,
                full + other.full,
                overloaded + other.overloaded,
                wouldShed + other.wouldShed,
                retries + other.retries);
    }
}
