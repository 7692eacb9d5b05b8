package penstock.metrics.template;

/// What expansions of templates may use.
///
/// @param steps parts of a template that are walked in one expansion, those in loops each time
/// @param output characters that one expansion writes, and that each text within it has
/// @param work characters and entries that functions take and yield in one expansion
/// @param total steps and work of all expansions at one time
public record TemplateLimits(int steps, int output, long work, long total) {
    public static final TemplateLimits DEFAULT =
            new TemplateLimits(1_000_000, 1 << 20, 1 << 21, 100_000_000);

    public TemplateLimits {
        if (steps < 1 || output < 1 || work < 1 || total < 1) {
            throw new IllegalArgumentException(
                    "limits: %d steps, %d characters, %d work, %d in total (expected: 1 or more of each)"
                            .formatted(steps, output, work, total));
        }
    }
}
