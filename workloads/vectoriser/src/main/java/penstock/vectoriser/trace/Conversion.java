package penstock.vectoriser.trace;

/// The outcome of a conversion. Sizes are in pixels of the original; `similarity` is the structural
/// similarity of the rendered document to the picture at the traced size.
public record Conversion(
        String svg,
        ImageType type,
        Tier tier,
        double similarity,
        double target,
        int width,
        int height,
        int tracedWidth,
        int tracedHeight,
        int attempts,
        TraceParameters parameters,
        Durations durations) {

    /// Milliseconds spent on reading the picture, recognising its type, tracing, and rendering the
    /// result to measure it.
    public record Durations(double decode, double analyse, double trace, double measure) {
        public double total() {
            return decode + analyse + trace + measure;
        }
    }

    public boolean targetMet() {
        return similarity >= target;
    }
}
