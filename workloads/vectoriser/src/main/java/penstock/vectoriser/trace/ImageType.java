package penstock.vectoriser.trace;

import java.util.Locale;

/// What kind of picture was recognised. It decides the quality that is aimed at and the time that may
/// be spent on reaching it.
public enum ImageType {
    /// A few flat colours with sharp edges.
    SIMPLE(0.95, 180),
    /// Flat colours in rows of letter-like shapes; fine detail costs more similarity.
    TEXT(0.90, 1_000),
    /// Smooth changes of colour over a good part of the picture.
    GRADIENT(0.85, 4_000),
    /// Many colours, textures or photographs.
    COMPLEX(0.75, 12_000);

    private final double target;
    private final int budgetMillis;

    ImageType(double target, int budgetMillis) {
        this.target = target;
        this.budgetMillis = budgetMillis;
    }

    /// The similarity (0 to 1) that a conversion of this type should reach.
    public double target() {
        return target;
    }

    /// Time in milliseconds after which no further attempt is started.
    public int budgetMillis() {
        return budgetMillis;
    }

    /// The name in requests, answers and metric labels.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
