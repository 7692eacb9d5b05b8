package penstock.metrics.promql;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import penstock.metrics.labels.Numbers;
import penstock.metrics.promql.syntax.Place;
import penstock.metrics.promql.syntax.Position;

/// Something to know about an answer, with the place in the query that is the reason.
public sealed interface Annotation {
    /// How much it matters.
    enum Kind {
        WARNING("PromQL warning: "),
        INFO("PromQL info: ");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    Kind kind();

    Place place();

    /// In words, without the place. Two with the same text are told once.
    String text();

    /// With line and column in the query, and what else is only told there.
    default String textIn(String query) {
        return text() + details() + " (" + Position.of(query, place().start()) + ")";
    }

    /// What the text in a query says beyond that without it.
    default String details() {
        return "";
    }

    /// This one, having taken in another of the same text.
    default Annotation with(Annotation other) {
        return this;
    }

    /// @param text with the kind before it
    record Plain(Kind kind, Place place, String text) implements Annotation {}

    /// Buckets of a classic histogram that were not in ascending order; counts how often.
    ///
    /// @param from the first time, milliseconds since 1970
    /// @param lowest the lowest upper bound of a bucket that was corrected
    /// @param difference the greatest correction
    record Unordered(
            Place place,
            String text,
            long from,
            long to,
            double lowest,
            double highest,
            double difference,
            long count)
            implements Annotation {
        @Override
        public Kind kind() {
            return Kind.INFO;
        }

        @Override
        public String details() {
            return ", from buckets %s to %s, with a max diff of %s, over %d samples from %s to %s"
                    .formatted(
                            Numbers.general(lowest),
                            Numbers.general(highest),
                            Numbers.general(rounded(difference)),
                            count,
                            seconds(from),
                            seconds(to));
        }

        @Override
        public Annotation with(Annotation other) {
            return other instanceof Unordered more
                    ? new Unordered(
                            place,
                            text,
                            Math.min(from, more.from),
                            Math.max(to, more.to),
                            Math.min(lowest, more.lowest),
                            Math.max(highest, more.highest),
                            Math.max(difference, more.difference),
                            count + more.count)
                    : this;
        }

        /// To two digits.
        private static double rounded(double value) {
            return Double.isFinite(value)
                    ? new BigDecimal(value).round(new MathContext(2)).doubleValue()
                    : value;
        }

        private static String seconds(long time) {
            return Instant.ofEpochSecond(time / 1000).toString();
        }
    }

    static Annotation warning(Place place, String text) {
        return new Plain(Kind.WARNING, place, Kind.WARNING.prefix + text);
    }

    static Annotation info(Place place, String text) {
        return new Plain(Kind.INFO, place, Kind.INFO.prefix + text);
    }
}
