package penstock.judge;

/// Which way a figure is good.
public enum Better {
    LOWER,
    HIGHER
}
