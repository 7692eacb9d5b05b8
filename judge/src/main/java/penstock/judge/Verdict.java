package penstock.judge;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the judge says. Every verdict carries the readings of all metrics compared.
public sealed interface Verdict {
    List<Reading> readings();

    /// The reason, for people, in one sentence.
    String sentence();

    /// The candidate is beyond the tolerances. Final: later ticks do not change it.
    ///
    /// @param metric the metric with most of the evidence
    /// @param evidence how strong the evidence was when it was enough, over all metrics
    /// @param threshold `1 / alpha`
    record Worse(Metric metric, double evidence, double threshold, List<Reading> readings)
            implements Verdict {
        public Worse {
            readings = List.copyOf(readings);
        }

        @Override
        public String sentence() {
            return reading(readings, metric).sentence()
                    + String.format(Locale.ROOT, "; evidence %,.0f >= %,.0f", evidence, threshold);
        }
    }

    /// The candidate is within the margins of this stage, in every metric.
    ///
    /// @param metric the metric with least evidence
    /// @param evidence its evidence
    /// @param threshold `1 / beta`
    record NotWorse(Metric metric, double evidence, double threshold, List<Reading> readings)
            implements Verdict {
        public NotWorse {
            readings = List.copyOf(readings);
        }

        @Override
        public String sentence() {
            return "not worse: "
                    + reading(readings, metric).sentence()
                    + String.format(
                            Locale.ROOT,
                            "; evidence %,.0f >= %,.0f in every metric",
                            evidence,
                            threshold);
        }
    }

    /// Neither is shown. No data is never more than this.
    ///
    /// @param missing what is missing first
    /// @param metric the metric that holds it up
    /// @param evidence its evidence that the candidate is within the margins
    /// @param threshold `1 / beta`
    /// @param requestsNeeded estimate of the candidate requests still needed if it is as good as stable; absent if not known
    /// @param timeNeeded how long that takes at the rate of this stage; if only time is missing, how much of it; for a candidate
    ///     that is warming up, how long at most
    record NotKnown(
            Missing missing,
            Metric metric,
            double evidence,
            double threshold,
            Optional<Long> requestsNeeded,
            Optional<Duration> timeNeeded,
            List<Reading> readings)
            implements Verdict {
        public NotKnown {
            readings = List.copyOf(readings);
        }

        @Override
        public String sentence() {
            var requests =
                    requestsNeeded
                            .map(
                                    many ->
                                            String.format(
                                                    Locale.ROOT,
                                                    "; about %,d candidate requests to go",
                                                    many))
                            .orElse("");
            var time = timeNeeded.map(this::words).orElse("");
            return "not known: "
                    + missing.words()
                    + "; "
                    + reading(readings, metric).sentence()
                    + requests
                    + time;
        }

        private String words(Duration time) {
            var seconds = Math.max(1, time.toSeconds());
            var words = seconds + " s";
            if (seconds >= 7_200) {
                words = seconds / 3_600 + " h";
            } else if (seconds >= 120) {
                words = seconds / 60 + " min";
            }
            return switch (missing) {
                case EVIDENCE -> ", " + words + " at this rate";
                case WARM_UP -> "; at most " + words + " to go";
                case TIME -> "; " + words + " to go";
                case CANDIDATE_REQUESTS, BASELINE, STABLE_FIGURES, CANDIDATE_FIGURES, CALM -> "";
            };
        }
    }

    /// What it comes to while there is no fair baseline: nothing new is known of the candidate, so nothing can be shown. Worse stays.
    default Verdict withoutBaseline() {
        return switch (this) {
            case Worse worse -> worse;
            case NotWorse shown ->
                    new NotKnown(
                            Missing.BASELINE,
                            shown.metric(),
                            shown.evidence(),
                            shown.threshold(),
                            Optional.empty(),
                            Optional.empty(),
                            shown.readings());
            case NotKnown open ->
                    new NotKnown(
                            Missing.BASELINE,
                            open.metric(),
                            open.evidence(),
                            open.threshold(),
                            Optional.empty(),
                            Optional.empty(),
                            open.readings());
        };
    }

    /// Why it is not known.
    enum Missing {
        CANDIDATE_REQUESTS("the candidate had no requests at this weight yet"),
        BASELINE(
                "the fresh baseline has fewer ready instances than the candidate, so nothing is compared"),
        STABLE_FIGURES("too little is known of stable to compare with"),
        CANDIDATE_FIGURES("the candidate has no such figures yet"),
        WARM_UP("the candidate is warming up, its latency does not count yet"),
        EVIDENCE("too few requests to tell"),
        CALM("there is some evidence that the candidate is worse"),
        TIME("all that was asked is shown, but the stage is younger than its minimum");

        private final String words;

        Missing(String words) {
            this.words = words;
        }

        /// For people.
        public String words() {
            return words;
        }
    }

    private static Reading reading(List<Reading> readings, Metric metric) {
        return readings.stream()
                .filter(each -> each.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }
}
