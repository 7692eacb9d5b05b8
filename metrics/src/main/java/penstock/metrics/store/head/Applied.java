package penstock.metrics.store.head;

/// What became of one sample.
public enum Applied {
    STORED,

    /// It was there already, with the same value.
    DUPLICATE,

    /// There is another value at the same time.
    CONFLICT,

    /// It is older than what is still taken.
    TOO_OLD
}
