package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.ClassicBuckets;
import penstock.metrics.histogram.Estimate;
import penstock.metrics.histogram.Estimates;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Place;

/// `histogram_quantile`, `histogram_quantiles` and `histogram_fraction`, of native histograms and of the buckets of classic ones.
/// The buckets that belong together are found once for all steps.
final class HistogramFunctions {
    private static final String BOUND = "le";

    private final Evaluator evaluator;
    private final Execution execution;
    private final Expr.Call call;
    private final Grid grid;
    private final List<Row> results = new ArrayList<>();
    private final ClassicBuckets buckets = new ClassicBuckets();

    HistogramFunctions(Evaluator evaluator, Expr.Call call, Grid grid) {
        this.evaluator = evaluator;
        this.execution = evaluator.execution();
        this.call = call;
        this.grid = grid;
    }

    /// The rows with the same labels but for the bound: buckets of a classic histogram, and a native one of the same name.
    private static final class Family {
        private final Labels labels;
        private final List<Row> bucketRows = new ArrayList<>();
        private final List<Double> bounds = new ArrayList<>();
        private final List<Row> natives = new ArrayList<>(1);

        Family(Labels labels) {
            this.labels = labels;
        }
    }

    List<Row> rows() {
        List<Expr> arguments = call.arguments();
        return switch (call.function().name()) {
            case "histogram_quantile" -> {
                double[] quantiles = evaluator.scalarOf(arguments.getFirst(), grid);
                var families = families(arguments.getLast());
                answer(families, "", quantiles, arguments.getFirst());
                yield results;
            }
            case "histogram_fraction" -> {
                double[] lower = evaluator.scalarOf(arguments.get(0), grid);
                double[] upper = evaluator.scalarOf(arguments.get(1), grid);
                answerFractions(families(arguments.getLast()), lower, upper);
                yield results;
            }
            default -> {
                String label = LabelFunctions.text(arguments.get(1));
                var families = families(arguments.getFirst());
                for (Expr argument : arguments.subList(2, arguments.size())) {
                    double[] quantiles = evaluator.scalarOf(argument, grid);
                    answer(families, label, quantiles, argument);
                }
                yield Rows.merged(results, grid.size(), execution);
            }
        };
    }

    private Place vectorPlace() {
        return call.function().name().equals("histogram_quantiles")
                ? call.arguments().getFirst().place()
                : call.arguments().getLast().place();
    }

    private Iterable<Family> families(Expr argument) {
        Map<Labels, Family> families = new LinkedHashMap<>();
        for (Row row : evaluator.vectorOf(argument, grid)) {
            OptionalDouble bound = bound(row);
            if (bound.isPresent()) {
                Family family = families.computeIfAbsent(row.labels().without(BOUND), this::family);
                family.bucketRows.add(row);
                family.bounds.add(bound.getAsDouble());
            }
            if (row.hasHistograms()) {
                families.computeIfAbsent(row.labels(), this::family).natives.add(row);
            }
        }
        return families.values();
    }

    private Family family(Labels labels) {
        execution.hold(3 * Row.OVERHEAD);
        return new Family(labels);
    }

    /// The upper bound of a bucket; tells when there are numbers without one.
    private OptionalDouble bound(Row row) {
        boolean hasFloats = !row.hasHistograms();
        for (int step = row.first(); !hasFloats && step < row.end(); step++) {
            hasFloats = row.has(step) && row.histogram(step) == null;
        }
        if (!hasFloats) {
            return OptionalDouble.empty();
        }
        String text = row.labels().get(BOUND);
        OptionalDouble bound = GoNumber.parse(text);
        if (bound.isEmpty()) {
            execution.note(Notes.badBucketLabel(vectorPlace(), name(row.labels()), text));
        }
        return bound;
    }

    private String name(Labels labels) {
        return execution.traits().delaysNameRemoval() ? labels.metricName() : "";
    }

    /// @param label that is set to the quantile; empty for none
    /// @param quantiles at each step
    /// @param argument that gave the quantiles
    private void answer(
            Iterable<Family> families, String label, double[] quantiles, Expr argument) {
        for (double quantile : quantiles) {
            if (!Quantiles.isValid(quantile)) {
                execution.note(Notes.invalidQuantile(argument.place(), quantile));
            }
        }
        Place place = call.arguments().getFirst().place();
        for (Family family : families) {
            execution.check();
            var answers = new Answers(family, label);
            for (int step = 0; step < grid.size(); step++) {
                double quantile = quantiles[step];
                boolean isClassic = collect(family, step);
                for (int i = 0; i < family.natives.size(); i++) {
                    FloatHistogram histogram = histogram(family.natives.get(i), step);
                    if (histogram != null && isClassic) {
                        noteMixed(family.natives.get(i));
                        isClassic = false;
                    } else if (histogram != null) {
                        Estimate estimate = Estimates.quantile(quantile, histogram);
                        note(estimate, place, family.natives.get(i).labels());
                        answers.put(family.natives.get(i), step, quantile, estimate.value());
                    }
                }
                if (isClassic) {
                    var answer = buckets.quantile(quantile);
                    noteForced(answer, family, step);
                    answers.putClassic(step, quantile, answer.value());
                }
            }
            answers.finish();
        }
    }

    private void answerFractions(Iterable<Family> families, double[] lower, double[] upper) {
        Place place = call.arguments().getFirst().place();
        for (Family family : families) {
            execution.check();
            var answers = new Answers(family, "");
            for (int step = 0; step < grid.size(); step++) {
                boolean isClassic = collect(family, step);
                for (Row row : family.natives) {
                    FloatHistogram histogram = histogram(row, step);
                    if (histogram != null && isClassic) {
                        noteMixed(row);
                        isClassic = false;
                    } else if (histogram != null) {
                        Estimate estimate = Estimates.fraction(lower[step], upper[step], histogram);
                        note(estimate, place, row.labels());
                        answers.put(row, step, 0, estimate.value());
                    }
                }
                if (isClassic) {
                    answers.putClassic(step, 0, buckets.fraction(lower[step], upper[step]));
                }
            }
            answers.finish();
        }
    }

    private static @Nullable FloatHistogram histogram(Row row, int step) {
        return row.has(step) ? row.histogram(step) : null;
    }

    /// Takes the buckets of a step.
    private boolean collect(Family family, int step) {
        buckets.clear();
        for (int i = 0; i < family.bucketRows.size(); i++) {
            Row row = family.bucketRows.get(i);
            if (row.has(step) && row.histogram(step) == null) {
                buckets.add(family.bounds.get(i), row.value(step));
            }
        }
        return buckets.size() > 0;
    }

    private void noteMixed(Row row) {
        execution.note(Notes.mixedClassicAndNative(vectorPlace(), name(row.labels())));
    }

    private void note(Estimate estimate, Place place, Labels labels) {
        String metric = labels.metricName();
        switch (estimate.note()) {
            case NONE -> {}
            case NAN_RESULT -> execution.note(Notes.quantileIsNan(place, metric));
            case NAN_SKEWED -> execution.note(Notes.quantileIsSkewed(place, metric));
            case NAN_EXCLUDED -> execution.note(Notes.fractionWithoutNan(place, metric));
        }
    }

    private void noteForced(ClassicBuckets.Quantile answer, Family family, int step) {
        if (answer.isForced()) {
            execution.note(
                    Notes.unordered(
                            vectorPlace(),
                            name(family.labels),
                            new Notes.Correction(
                                    grid.time(step),
                                    answer.lowestForced(),
                                    answer.highestForced(),
                                    answer.greatestRise())));
        }
    }

    /// The answers for one family, in rows: one for each quantile's text, if the text is asked for.
    private final class Answers {
        private final Family family;
        private final String label;
        private final Map<Labels, RowBuilder> builders = new LinkedHashMap<>();

        Answers(Family family, String label) {
            this.family = family;
            this.label = label;
        }

        void put(Row row, int step, double quantile, double value) {
            put(row.labels(), step, quantile, value);
        }

        /// The bound is not among the labels, and the name is to go.
        void putClassic(int step, double quantile, double value) {
            put(family.labels, step, quantile, value);
        }

        private void put(Labels labels, int step, double quantile, double value) {
            Labels target =
                    label.isEmpty() ? labels : labels.with(label, OpenMetricsNumber.text(quantile));
            builders.computeIfAbsent(target, _ -> new RowBuilder(execution)).put(step, value);
        }

        void finish() {
            builders.forEach((labels, builder) -> results.add(builder.build(labels, true)));
        }
    }
}
