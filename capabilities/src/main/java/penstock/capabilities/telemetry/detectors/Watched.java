package penstock.capabilities.telemetry.detectors;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.judge.anomaly.AnomalyModel;
import penstock.judge.anomaly.Finding;
import penstock.judge.anomaly.Point;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.source.MetricSource;
import penstock.model.DurationText;

/// One detector at work: its model, and what is known. For one thread, but for [#view].
final class Watched {
    /// A longer gap is not caught up with; the model is then trained anew on what there is.
    private static final int LONGEST_GAP = 1_000;

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Detector.Spec spec;
    private final ModelFile file;
    private final long seed;
    private @Nullable AnomalyModel model;
    private boolean isFileRead;
    private long nextAt;
    private volatile View view = View.learning("not looked at yet");

    /// @param seed for the forest, the same after a restart
    Watched(Detector.Spec spec, ModelFile file, long seed) {
        this.spec = spec;
        this.file = file;
        this.seed = seed;
    }

    Detector.Spec spec() {
        return spec;
    }

    View view() {
        return view;
    }

    boolean isDue(long now) {
        return now >= nextAt;
    }

    /// Looks at the points that have come since the last look.
    void look(MetricSource source, Cancellation cancellation, long now) {
        var every = spec.every().toMillis();
        var tick = now - now % every;
        nextAt = tick + every;
        if (!isFileRead) {
            model = file.read(spec.setup()).orElse(null);
            isFileRead = true;
        }
        var present = model;
        if (present != null && tick - present.lastAt() > every * LONGEST_GAP) {
            present = null;
        }
        var asking = new Asking(source, cancellation, spec);
        view = present == null ? train(asking, tick, now) : follow(present, asking, tick, now);
    }

    private View train(Asking asking, long tick, long now) {
        var setup = spec.setup();
        var every = spec.every().toMillis();
        var figured = asking.between(tick - every * (setup.mostPoints() - 1), tick);
        return switch (figured) {
            case Figured.Unknown(var reason, var message) -> view.notKnown(reason, message);
            case Figured.Known(var points, _) -> {
                var trained = AnomalyModel.train(setup, points, seed, now);
                if (trained.isEmpty()) {
                    yield learning(points.size(), tick);
                }
                model = trained.get();
                file.write(trained.get());
                yield seen(trained.get(), trained.get().score(points.getLast()), points.getLast());
            }
        };
    }

    private View learning(int points, long tick) {
        var least = spec.setup().leastPoints();
        var missing = spec.every().multipliedBy(least - points);
        // The whole past is asked for, so not at each step.
        var wait = missing.dividedBy(2);
        var capped = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        nextAt = Math.max(nextAt, tick + capped.toMillis());
        return View.learning(
                points
                        + " of "
                        + least
                        + " points, "
                        + DurationText.format(missing)
                        + " to go if a point comes every "
                        + DurationText.format(spec.every()));
    }

    private View follow(AnomalyModel present, Asking asking, long tick, long now) {
        var every = spec.every().toMillis();
        if (tick <= present.lastAt()) {
            return view.model().isPresent()
                    ? view
                    : view(present, "Watching", "waiting for the next point", Optional.empty());
        }
        var from = tick - (tick - present.lastAt() - 1) / every * every;
        return switch (asking.between(from, tick)) {
            case Figured.Unknown(var reason, var message) -> view.notKnown(reason, message);
            case Figured.Known(var points, var lacking) -> {
                var known = points.isEmpty() ? view : observe(present, points, now);
                yield tick - present.lastAt() > every
                        ? known.notKnown(
                                "NoData",
                                "no value of "
                                        + String.join(", ", lacking)
                                        + " since "
                                        + Instant.ofEpochMilli(present.lastAt()))
                        : known;
            }
        };
    }

    private View observe(AnomalyModel present, List<Point> points, long now) {
        Finding finding = null;
        for (var point : points) {
            finding = present.observe(point);
        }
        if (present.isDue()) {
            present.retrain(now);
            file.write(present);
        } else {
            file.append(points);
        }
        return finding == null ? view : seen(present, finding, points.getLast());
    }

    private View seen(AnomalyModel present, Finding finding, Point point) {
        var signals = new ArrayList<Detector.SignalStatus>();
        for (var i = 0; i < point.size(); i++) {
            var expected = finding.expected().get(i);
            signals.add(
                    new Detector.SignalStatus(
                            spec.signals().get(i).name(),
                            point.value(i),
                            expected.value(),
                            expected.low(),
                            expected.high()));
        }
        var last =
                new Detector.Last(
                        Instant.ofEpochMilli(point.atMillis()),
                        finding.score(),
                        finding.confidence(),
                        finding.cause().map(Finding.Cause::label).orElse(""),
                        finding.cause().map(cause -> words(cause.shape())).orElse(""),
                        signals);
        var reason = finding.isAnomalous() ? "Anomalous" : "Usual";
        return view(present, reason, sentence(finding, last), Optional.of(last));
    }

    private static String words(Finding.Shape shape) {
        return shape.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String sentence(Finding finding, Detector.Last last) {
        if (finding.cause().isEmpty()) {
            return String.format(Locale.ROOT, "score %.1f", finding.score());
        }
        var cause = finding.cause().get();
        var signal =
                last.signals().stream()
                        .filter(each -> each.name().equals(cause.signal().name()))
                        .findFirst()
                        .orElseThrow();
        return String.format(
                Locale.ROOT,
                "%s, %s: %s is %.4g (expected: %.4g to %.4g), score %.1f",
                last.anomaly(),
                last.shape(),
                signal.name(),
                signal.value(),
                signal.low(),
                signal.high(),
                finding.score());
    }

    private static View view(
            AnomalyModel present, String reason, String message, Optional<Detector.Last> last) {
        var since = present.anomalousSinceMillis();
        var isAnomalous = last.isPresent() && !last.get().anomaly().isEmpty();
        return new View(
                isAnomalous ? Detector.State.ANOMALOUS : Detector.State.USUAL,
                reason,
                message,
                Optional.of(
                        new Detector.ModelStatus(
                                present.version(),
                                Instant.ofEpochMilli(present.trainedAtMillis()),
                                present.trainedOn(),
                                Instant.ofEpochMilli(present.trainedFromMillis()),
                                Instant.ofEpochMilli(present.trainedToMillis()))),
                last,
                isAnomalous && since.isPresent()
                        ? Optional.of(Instant.ofEpochMilli(since.getAsLong()))
                        : Optional.empty());
    }
}
