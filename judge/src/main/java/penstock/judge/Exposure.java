package penstock.judge;

/// How much there was in which something could happen, and how often it did.
///
/// @param amount in whole units of any kind, as instance milliseconds
/// @param events how often
public record Exposure(long amount, long events) implements Sums {
    public static final Exposure NONE = new Exposure(0, 0);

    public Exposure {
        if (amount < 0) {
            throw new IllegalArgumentException("amount: " + amount + " (expected: 0 or more)");
        }
        if (events < 0) {
            throw new IllegalArgumentException("events: " + events + " (expected: 0 or more)");
        }
    }

    public Exposure plus(Exposure other) {
        return new Exposure(
                Math.addExact(amount, other.amount), Math.addExact(events, other.events));
    }

    public Exposure minus(Exposure earlier) {
        return new Exposure(amount - earlier.amount, events - earlier.events);
    }

    @Override
    public long size() {
        return amount;
    }
}
