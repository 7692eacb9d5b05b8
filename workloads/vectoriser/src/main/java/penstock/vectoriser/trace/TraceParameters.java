package penstock.vectoriser.trace;

/// The settings of one tracing pass: largest distance of a curve from its contour in pixels, smallest
/// area in square pixels that is kept, digits after the point in coordinates, number of flat colours,
/// their smallest Oklab distance, and the share of quality given away on purpose (0 for none).
public record TraceParameters(
        double tolerance,
        double smallestArea,
        int decimals,
        int colours,
        double colourDistance,
        double qualityLoss) {

    /// Moves the points of a contour to a coarser grid when quality is to be lost.
    Contours.Line degrade(Contours.Line line) {
        if (qualityLoss == 0) {
            return line;
        }
        double grid = 8 * qualityLoss;
        double[] xs = new double[line.size()];
        double[] ys = new double[line.size()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = Math.round(line.xs()[i] / grid) * grid;
            ys[i] = Math.round(line.ys()[i] / grid) * grid;
        }
        return new Contours.Line(xs, ys);
    }
}
