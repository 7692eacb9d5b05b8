package penstock.vectoriser.trace;

import java.util.Locale;

/// How much work an attempt puts into the tracing. A conversion starts with the cheapest and goes on
/// until the target is met or the budget is spent.
public enum Tier {
    /// One pass: trace the coverage as seen.
    FAST(0, 0.20, 1),
    /// A few corrections of the coverage by what the first result lacks when rendered.
    BALANCED(3, 0.12, 2),
    /// Many corrections, a finer palette, the smallest details kept.
    THOROUGH(8, 0.07, 4);

    private final int corrections;
    private final double tolerance;
    private final int paletteFactor;

    Tier(int corrections, double tolerance, int paletteFactor) {
        this.corrections = corrections;
        this.tolerance = tolerance;
        this.paletteFactor = paletteFactor;
    }

    /// How often the coverage may be corrected from the rendered result.
    int corrections() {
        return corrections;
    }

    /// Largest distance in pixels between a traced contour and the curve drawn for it.
    double tolerance() {
        return tolerance;
    }

    /// How many times finer the palette of a complex picture is than that of the fast tier.
    int paletteFactor() {
        return paletteFactor;
    }

    /// The name in requests, answers and metric labels.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
