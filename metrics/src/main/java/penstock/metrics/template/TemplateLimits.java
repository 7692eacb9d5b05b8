package penstock.metrics.template;

/// What one expansion of a template may use.
///
/// @param steps parts of the template that are walked, those in loops each time
/// @param output characters written
public record TemplateLimits(int steps, int output) {
    public static final TemplateLimits DEFAULT = new TemplateLimits(1_000_000, 1 << 20);

    public TemplateLimits {
        if (steps < 1 || output < 1) {
            throw new IllegalArgumentException(
                    "limits: %d steps, %d characters (expected: 1 or more of each)"
                            .formatted(steps, output));
        }
    }
}
