package penstock.bench.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Line;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.source.MetricAnswer;

/// Whether two answers to a range query are the same: the same labels, the same times, and values that differ by at most a hundred-thousandth.
final class Comparison {
    private static final double PART = 1e-5;

    private Comparison() {}

    /// What differs first, if anything.
    static Optional<String> difference(MetricAnswer own, MetricAnswer peer) {
        if (!(own instanceof MetricAnswer.Known known)) {
            return Optional.of("Penstock: " + own);
        }
        if (!(peer instanceof MetricAnswer.Known other)) {
            return Optional.of("Prometheus: " + peer);
        }
        return difference(lines(known.value()), lines(other.value()));
    }

    private static List<Line> lines(QueryValue value) {
        if (!(value instanceof QueryValue.Matrix(var lines))) {
            throw new IllegalArgumentException("value: " + value + " (expected: a matrix)");
        }
        var sorted = new ArrayList<>(lines);
        sorted.sort((a, b) -> a.labels().compareTo(b.labels()));
        return sorted;
    }

    private static Optional<String> difference(List<Line> own, List<Line> peer) {
        for (int i = 0; i < Math.min(own.size(), peer.size()); i++) {
            if (!own.get(i).labels().equals(peer.get(i).labels())) {
                return Optional.of(
                        "labels: %s and %s".formatted(own.get(i).labels(), peer.get(i).labels()));
            }
            var found = difference(own.get(i), peer.get(i));
            if (found.isPresent()) {
                return found;
            }
        }
        return own.size() == peer.size()
                ? Optional.empty()
                : Optional.of("%d and %d series".formatted(own.size(), peer.size()));
    }

    private static Optional<String> difference(Line own, Line peer) {
        Labels labels = own.labels();
        if (own.size() != peer.size()) {
            return Optional.of("%s: %d and %d points".formatted(labels, own.size(), peer.size()));
        }
        for (int i = 0; i < own.size(); i++) {
            if (own.time(i) != peer.time(i)) {
                return Optional.of("%s: at %d and %d".formatted(labels, own.time(i), peer.time(i)));
            }
            if (!isSame(own.value(i), peer.value(i))) {
                return Optional.of(
                        "%s at %d: %s and %s"
                                .formatted(labels, own.time(i), own.value(i), peer.value(i)));
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(double own, double peer) {
        if (own == peer || (Double.isNaN(own) && Double.isNaN(peer))) {
            return true;
        }
        return Math.abs(own - peer) <= PART * Math.min(Math.abs(own), Math.abs(peer));
    }
}
