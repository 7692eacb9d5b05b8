package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.scraped.Wanted;
import penstock.capabilities.services.Amount;
import penstock.capabilities.services.FigureSpec;
import penstock.capabilities.services.JudgeSpec;
import penstock.judge.Bound;
import penstock.judge.JudgePolicy;
import penstock.judge.Limits;
import penstock.judge.Metric;
import penstock.judge.Metrics;
import penstock.judge.Stage;
import penstock.judge.WarmUp;
import penstock.model.Weight;

/// What a plan says about judging, in the judge's words.
record Terms(JudgeSpec spec) {
    private static final double SUSPICION = 5;

    JudgePolicy policy() {
        return new JudgePolicy(
                spec.alpha().fraction(),
                spec.beta().fraction(),
                metrics(),
                spec.minimumDwell(),
                warmUp(),
                SUSPICION);
    }

    /// Who says that there is no warm-up means it.
    private WarmUp warmUp() {
        var least = spec.warmUp();
        if (least.isZero()) {
            return WarmUp.NONE;
        }
        var usual = WarmUp.SETTLING.most();
        return new WarmUp(
                least, spec.settleWithin().orElse(usual.compareTo(least) > 0 ? usual : least));
    }

    /// Those of the gateway, and then the service's own.
    private List<Metric> metrics() {
        var all = new ArrayList<>(ComparedMetrics.of(spec));
        spec.metrics().stream().map(Wanted::metric).forEach(all::add);
        return all;
    }

    /// Those of which something is known before a candidate has traffic.
    List<Metric> ofRequests() {
        return ComparedMetrics.of(spec);
    }

    /// What the plan says, and otherwise what suits a candidate that has just started.
    Stage stage(Weight weight) {
        var stage = ComparedMetrics.fresh(weight);
        for (var metric : Metrics.STANDARD) {
            stage = stage.with(metric.name(), standard(metric, stage.limits(metric)));
        }
        for (var each : ComparedMetrics.CLASSES.entrySet()) {
            var metric = each.getValue();
            stage = stage.with(metric.name(), ofClass(each.getKey(), stage.limits(metric)));
        }
        for (var figure : spec.metrics()) {
            var metric = Wanted.metric(figure);
            var usual = Limits.fresh(metric, weight.basisPoints());
            stage = stage.with(figure.name(), own(figure, usual, weight));
        }
        return stage;
    }

    private Limits standard(Metric metric, Limits usual) {
        return new Limits(
                spec.tolerances().map(each -> bound(metric, each)).orElse(usual.tolerance()),
                spec.margins().map(each -> bound(metric, each)).orElse(usual.margin()));
    }

    private Limits ofClass(JudgeSpec.Compared compared, Limits usual) {
        return new Limits(
                ofClass(compared, spec.tolerances()).orElse(usual.tolerance()),
                ofClass(compared, spec.margins()).orElse(usual.margin()));
    }

    private static Optional<Bound> ofClass(
            JudgeSpec.Compared compared, Optional<JudgeSpec.MarginSpec> own) {
        return own.flatMap(bounds -> bounds.of(compared))
                .map(share -> Bound.shift(share.fraction()));
    }

    private static Bound bound(Metric metric, JudgeSpec.MarginSpec own) {
        if (metric.equals(Metrics.ERRORS)) {
            return Bound.shift(own.errors().fraction());
        }
        if (metric.equals(Metrics.LATENCY_P50)) {
            return Bound.factor(own.p50());
        }
        return Bound.factor(metric.equals(Metrics.LATENCY_P90) ? own.p90() : own.p99());
    }

    private static Limits own(FigureSpec figure, Limits usual, Weight weight) {
        var margin =
                figure.margin()
                        .or(
                                () ->
                                        figure.smallestEffect()
                                                .map(
                                                        effect ->
                                                                effect.marginAt(
                                                                        weight.basisPoints())));
        return new Limits(
                figure.smallestEffect()
                        .map(effect -> bound(figure, effect))
                        .orElse(usual.tolerance()),
                margin.map(amount -> bound(figure, amount)).orElse(usual.margin()));
    }

    private static Bound bound(FigureSpec figure, Amount amount) {
        if (!amount.isRelative() || figure.kind() == FigureSpec.Kind.SHARE) {
            return Bound.shift(amount.value());
        }
        return Bound.factor(
                figure.better() == FigureSpec.Better.HIGHER
                        ? 1 - amount.value()
                        : 1 + amount.value());
    }
}
