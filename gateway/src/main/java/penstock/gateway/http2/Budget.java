package penstock.gateway.http2;

/// How often a thing may happen that costs the other side little: a number at once, and so many a second.
public final class Budget {

    private static final double NANOS = 1e9;

    private final double most;
    private final double perSecond;
    private double left;
    private long at;

    public Budget(int most, int perSecond, long now) {
        this.most = most;
        this.perSecond = perSecond;
        this.left = most;
        this.at = now;
    }

    /// It happens; false when it has happened too often.
    public boolean take(long now) {
        left = Math.min(most, left + (now - at) / NANOS * perSecond) - 1;
        at = now;
        return left >= 0;
    }
}
