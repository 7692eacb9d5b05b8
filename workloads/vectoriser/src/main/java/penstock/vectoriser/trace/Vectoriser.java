package penstock.vectoriser.trace;

/// Converts pictures: decodes, recognises the type, traces with the cheapest tier first, measures the
/// rendered result, and goes on until the target is met or the budget is spent. Has no state; may be
/// used from many threads.
public final class Vectoriser {
    private static final int SIMPLE_COLOURS = 32;
    private static final int COMPLEX_COLOURS = 16;

    private Vectoriser() {}

    /// The recognised type with what it was recognised from.
    public record Analysis(ImageType type, Features features, double decodeMillis, double millis) {}

    public static Analysis analyse(byte[] image) throws ImageException {
        long start = System.nanoTime();
        Raster raster = ImageDecoder.decode(image).raster();
        long decoded = System.nanoTime();
        Features features = Look.at(raster, SIMPLE_COLOURS).features();
        return new Analysis(
                features.type(),
                features,
                millis(start, decoded),
                millis(decoded, System.nanoTime()));
    }

    public static Conversion convert(byte[] image, ConversionOptions options)
            throws ImageException {
        return new Run(image, options).convert();
    }

    private static double millis(long from, long to) {
        return Math.round((to - from) / 1e3) / 1e3;
    }

    /// A picture taken apart into paints.
    private record Look(Segmentation segmentation, Coverage coverage, Features features) {
        static Look at(Raster raster, int colours) {
            return at(raster, colours, 0.045);
        }

        static Look at(Raster raster, int colours, double distance) {
            var segmentation = Segmentation.of(raster, colours, distance);
            var coverage = Coverage.of(segmentation);
            return new Look(segmentation, coverage, Features.of(segmentation, coverage));
        }
    }

    private static final class Run {
        private final ConversionOptions options;
        private final ImageDecoder.Decoded picture;
        private final Raster raster;
        private final ImageType type;
        private final double target;
        private final long start;
        private final double decodeMillis;
        private final double analyseMillis;
        private final Look firstLook;
        private double traceMillis;
        private double measureMillis;
        private int attempts;
        private String bestSvg = "";
        private double bestSimilarity = -1;
        private Tier bestTier = Tier.FAST;
        private TraceParameters bestParameters;

        Run(byte[] image, ConversionOptions options) throws ImageException {
            this.start = System.nanoTime();
            this.options = options;
            this.picture = ImageDecoder.decode(image);
            this.raster = picture.raster();
            long decoded = System.nanoTime();
            this.firstLook = Look.at(raster, options.colours().orElse(SIMPLE_COLOURS));
            this.type = firstLook.features().type();
            this.target = options.target().orElse(type.target());
            this.bestParameters = parameters(Tier.FAST);
            this.decodeMillis = millis(start, decoded);
            this.analyseMillis = millis(decoded, System.nanoTime());
        }

        Conversion convert() {
            for (Tier tier : Tier.values()) {
                if (tier.compareTo(options.highestTier()) > 0 || !tryWith(tier)) {
                    break;
                }
            }
            return new Conversion(
                    bestSvg,
                    type,
                    bestTier,
                    Math.round(bestSimilarity * 1e5) / 1e5,
                    target,
                    picture.originalWidth(),
                    picture.originalHeight(),
                    raster.width(),
                    raster.height(),
                    attempts,
                    bestParameters,
                    new Conversion.Durations(
                            decodeMillis, analyseMillis, traceMillis, measureMillis));
        }

        private TraceParameters parameters(Tier tier) {
            boolean complex = type == ImageType.COMPLEX;
            int asked = options.colours().orElse(complex ? COMPLEX_COLOURS : SIMPLE_COLOURS);
            boolean finer = complex && options.colours().isEmpty();
            int largest = Math.max(raster.width(), raster.height());
            return new TraceParameters(
                    tier.tolerance() * (largest > 200 ? 1.3 : 1) * (complex ? 1.5 : 1),
                    switch (tier) {
                        case FAST -> 0.4;
                        case BALANCED -> 0.15;
                        case THOROUGH -> 0.04;
                    },
                    largest > 300 ? 1 : 2,
                    finer ? asked * tier.paletteFactor() : asked,
                    complex ? 0.06 / tier.paletteFactor() : 0.045,
                    options.qualityLoss());
        }

        /// Whether it is worth going on with the next tier.
        private boolean tryWith(Tier tier) {
            long began = System.nanoTime();
            TraceParameters parameters = parameters(tier);
            boolean again = type == ImageType.COMPLEX || tier == Tier.FAST;
            Look look =
                    type == ImageType.COMPLEX
                            ? Look.at(raster, parameters.colours(), parameters.colourDistance())
                            : firstLook;
            Coverage coverage = again ? look.coverage() : Coverage.of(look.segmentation());
            traceMillis += millis(began, System.nanoTime());
            double last = -1;
            for (int round = 0; round <= tier.corrections(); round++) {
                Raster rendered = attempt(coverage, parameters, tier);
                if (bestSimilarity >= target) {
                    return false;
                }
                if (spent() || lastSimilarity - last < 0.0005) {
                    break;
                }
                last = lastSimilarity;
                coverage.correct(rendered, 0.8f);
            }
            return !spent();
        }

        private double lastSimilarity;

        private Raster attempt(Coverage coverage, TraceParameters parameters, Tier tier) {
            long began = System.nanoTime();
            String svg =
                    new SvgWriter(raster, coverage, parameters)
                            .write(picture.originalWidth(), picture.originalHeight());
            long traced = System.nanoTime();
            Raster rendered = Renderer.render(svg, raster.width(), raster.height());
            lastSimilarity = Ssim.between(raster, rendered);
            attempts++;
            traceMillis += millis(began, traced);
            measureMillis += millis(traced, System.nanoTime());
            if (lastSimilarity > bestSimilarity) {
                bestSimilarity = lastSimilarity;
                bestSvg = svg;
                bestTier = tier;
                bestParameters = parameters;
            }
            return rendered;
        }

        private boolean spent() {
            long budget = options.budgetMillis().orElse(type.budgetMillis());
            return System.nanoTime() - start > budget * 1_000_000;
        }
    }
}
