package penstock.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/// Compares a candidate with the stable version that runs beside it, tick by tick, and says whether it is worse, not worse,
/// or that it is not known.
///
/// What it promises, whatever the weights do and however often it is asked: a candidate within the tolerances is called
/// worse with a chance of at most α in the whole rollout; a candidate beyond a margin is called not worse with a chance of at
/// most β in a stage. What the promise rests on: in every tick the shares of both versions obey the tolerances (a drift or a
/// disturbance that both share is harmless), and requests are independent given the version, hence distinct clients.
public final class Judge {
    private final JudgePolicy policy;

    public Judge(JudgePolicy policy) {
        this.policy = policy;
    }

    /// Begins a rollout and its first stage.
    ///
    /// @param pastMinutes what stable did before, one sample for each minute, oldest first; the last five count. May be
    ///     empty: the judge then learns from stable's traffic beside the candidate, which takes longer.
    public JudgeState start(List<Sample> pastMinutes, Stage stage) {
        var state = new JudgeState(pastMinutes, stage);
        state.bets = bets(state);
        return state;
    }

    private Bets[] bets(JudgeState state) {
        var bets = new Bets[Metric.ALL.size()];
        for (var metric : Metric.ALL) {
            bets[metric.slot()] = Bets.on(metric, state.stage, state.baseline);
        }
        return bets;
    }

    /// Begins the next stage, at another weight: evidence that the candidate is not worse starts anew,
    /// evidence that it is worse goes on.
    public JudgeState stage(JudgeState state, Stage stage) {
        var next = state.copy();
        judgeBlock(next);
        next.stage = stage;
        next.same = new SameEvidence();
        next.stageAt = next.lastAt;
        next.stableBefore = next.stable;
        next.candidateBefore = next.candidate;
        next.bets = bets(next);
        return next;
    }

    /// Takes in a tick. Ticks come in order of time.
    public JudgeState observe(JudgeState state, Tick tick) {
        if (state.isStarted && tick.atMillis() <= state.lastAt) {
            throw new IllegalArgumentException(
                    "tick.atMillis: "
                            + tick.atMillis()
                            + " (expected: more than "
                            + state.lastAt
                            + ", the tick before)");
        }
        var next = state.copy();
        begin(next, tick);
        next.lastAt = tick.atMillis();
        var isLatencyCounted = isWarm(next);
        next.block.add(next.bets, tick, isLatencyCounted);
        count(next, tick, isLatencyCounted);
        if (next.block.isDue(tick.atMillis())) {
            judgeBlock(next);
        }
        next.baseline.add(tick.atMillis(), tick.stable());
        if (next.block.isEmpty() && next.baseline.takeFresh()) {
            bet(next);
        }
        return next;
    }

    /// Makes bets and stakes between two blocks, from what ended before the next one begins: what stable did during a block
    /// must not choose how that block is bet on. Otherwise the expectation of the evidence could exceed one.
    private void bet(JudgeState next) {
        next.bets = bets(next);
        if (!next.baseline.isDisturbed()) {
            next.worse.stakeUpTo((next.lastAt - next.startedAt) / 60_000);
        }
    }

    private static void begin(JudgeState next, Tick tick) {
        if (!next.isStarted) {
            next.isStarted = true;
            next.startedAt = tick.atMillis();
            next.stageAt = tick.atMillis();
            next.baseline.start(tick.atMillis());
        }
        if (!next.hasCandidate && tick.candidate().requests() > 0) {
            next.hasCandidate = true;
            next.candidateAt = tick.atMillis();
        }
    }

    private boolean isWarm(JudgeState state) {
        return state.hasCandidate
                && state.lastAt - state.candidateAt >= policy.latencyWarmUp().toMillis();
    }

    private static void count(JudgeState next, Tick tick, boolean isLatencyCounted) {
        if (next.hasCandidate) {
            next.stable =
                    next.stable.plus(
                            isLatencyCounted ? tick.stable() : tick.stable().withoutLatency());
            next.candidate =
                    next.candidate.plus(
                            isLatencyCounted
                                    ? tick.candidate()
                                    : tick.candidate().withoutLatency());
        }
    }

    private void judgeBlock(JudgeState next) {
        var isDisturbed = next.baseline.isDisturbed();
        next.worse.add(next.bets, next.block, next.stage.tolerances(), isDisturbed);
        next.same.add(next.bets, next.block, next.stage.margins());
        next.block = new Block();
        var evidence = evidence(next);
        if (next.found == null && evidence >= 1 / policy.alpha()) {
            var readings = readings(next, next.stable, next.candidate);
            var metric = most(each -> policy.weight(each) * next.worse.of(each));
            next.found = new Verdict.Worse(metric, evidence, 1 / policy.alpha(), readings);
        }
    }

    private double evidence(JudgeState state) {
        var sum = 0.0;
        for (var metric : Metric.ALL) {
            sum += policy.weight(metric) * state.worse.of(metric);
        }
        return sum;
    }

    private Metric most(ToDoubleFunction<Metric> figure) {
        var most = Metric.ERRORS;
        var best = Double.NEGATIVE_INFINITY;
        for (var metric : Metric.ALL) {
            if (policy.compare().contains(metric) && figure.applyAsDouble(metric) > best) {
                most = metric;
                best = figure.applyAsDouble(metric);
            }
        }
        return most;
    }

    private List<Reading> readings(JudgeState state, Sample stable, Sample candidate) {
        var readings = new ArrayList<Reading>();
        for (var metric : Metric.ALL) {
            if (policy.compare().contains(metric)) {
                readings.add(
                        new Reading(
                                metric,
                                Reading.Figure.of(metric, stable),
                                Reading.Figure.of(metric, candidate),
                                state.worse.of(metric),
                                state.same.of(metric)));
            }
        }
        return readings;
    }

    /// What is known now. Costs more than a tick; ask when somebody wants to know or to act.
    public Verdict verdict(JudgeState state) {
        if (state.found != null) {
            return state.found;
        }
        var stable = state.stable.minus(state.stableBefore);
        var candidate = state.candidate.minus(state.candidateBefore);
        var readings = readings(state, stable, candidate);
        var weakest = most(each -> -state.same.of(each));
        var evidence = state.same.of(weakest);
        var threshold = 1 / policy.beta();
        if (evidence >= threshold && isCalm(state) && hasDwelt(state)) {
            return new Verdict.NotWorse(weakest, evidence, threshold, readings);
        }
        var missing = missing(state, candidate, evidence >= threshold);
        var needed =
                missing == Verdict.Missing.EVIDENCE
                        ? requestsNeeded(state, weakest, stable, candidate)
                        : OptionalLong.empty();
        return new Verdict.NotKnown(missing, weakest, evidence, threshold, needed, readings);
    }

    private boolean isCalm(JudgeState state) {
        return evidence(state) < policy.suspicion();
    }

    private boolean hasDwelt(JudgeState state) {
        return state.lastAt - state.stageAt >= policy.minimumDwell().toMillis();
    }

    private Verdict.Missing missing(JudgeState state, Sample candidate, boolean isShown) {
        if (candidate.requests() == 0) {
            return Verdict.Missing.CANDIDATE_REQUESTS;
        }
        if (isShown) {
            return isCalm(state) ? Verdict.Missing.TIME : Verdict.Missing.CALM;
        }
        for (var metric : Metric.ALL) {
            if (policy.compare().contains(metric) && !state.bets[metric.slot()].isOpen()) {
                return Verdict.Missing.STABLE_LATENCY;
            }
            if (policy.compare().contains(metric) && metric.isLatency() && !isWarm(state)) {
                return Verdict.Missing.WARM_UP;
            }
        }
        return Verdict.Missing.EVIDENCE;
    }

    private OptionalLong requestsNeeded(
            JudgeState state, Metric metric, Sample stable, Sample candidate) {
        var nats = StrictMath.log(1 / policy.beta() / Math.max(state.same.of(metric), 1e-12));
        var factor = metric.isLatency() ? 1 : state.stage.margins().errorFactor();
        var share = metric.isLatency() ? 0 : state.stage.margins().errorShare();
        var ratio = (double) Math.max(1, stable.requests()) / candidate.requests();
        var requests = state.bets[metric.slot()].requestsFor(nats, ratio, factor, share);
        return requests < 1e15 ? OptionalLong.of((long) Math.ceil(requests)) : OptionalLong.empty();
    }
}
