package penstock.judge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final double[] weights;

    public Judge(JudgePolicy policy) {
        this.policy = policy;
        weights = policy.metrics().stream().mapToDouble(policy::weight).toArray();
    }

    /// Begins a rollout and its first stage.
    ///
    /// @param pastMinutes what stable did before, one sample for each minute, oldest first; the last five count. May be
    ///     empty: the judge then learns from stable's traffic beside the candidate, which takes longer.
    public JudgeState start(List<Sample> pastMinutes, Stage stage) {
        stage.require(policy.metrics());
        return new JudgeState(policy, pastMinutes, stage);
    }

    /// Begins the next stage, at another weight: evidence that the candidate is not worse starts anew,
    /// evidence that it is worse goes on.
    public JudgeState stage(JudgeState state, Stage stage) {
        stage.require(policy.metrics());
        var next = state.copy();
        for (var each : next.tracks) {
            each.stage(stage.limits(each.metric), next.baseline, next.age());
        }
        decide(next);
        next.stageAt = next.lastAt;
        next.addUp();
        next.stableBefore = next.stable();
        next.candidateBefore = next.candidate();
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
        var from = state.isStarted ? state.lastAt : tick.atMillis();
        next.lastAt = tick.atMillis();
        for (var each : next.tracks) {
            each.add(from, tick);
        }
        count(next, tick);
        decide(next);
        learn(next, tick);
        return next;
    }

    private static void learn(JudgeState next, Tick tick) {
        var spans = next.baseline.spans();
        next.baseline.add(tick.atMillis(), tick.stable());
        var isNew = spans != next.baseline.spans();
        if (isNew) {
            next.addUp();
        }
        var isDisturbed = false;
        for (var each : next.tracks) {
            if (isNew) {
                each.learn(next.baseline, tick.atMillis());
            }
            isDisturbed |= each.isDisturbed();
        }
        var minutes = isDisturbed ? -1 : (next.lastAt - next.startedAt) / 60_000;
        for (var each : next.tracks) {
            each.refresh(next.baseline, next.age(), minutes);
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

    /// What is told of durations leaves out the time when they do not count at all.
    private void count(JudgeState next, Tick tick) {
        if (next.hasCandidate) {
            var isCold = next.age() < policy.warmUp().least().toMillis();
            next.count(
                    isCold ? tick.stable().withoutDurations() : tick.stable(),
                    isCold ? tick.candidate().withoutDurations() : tick.candidate());
        }
    }

    private void decide(JudgeState next) {
        if (next.found != null) {
            return;
        }
        var evidence = evidence(next);
        if (evidence >= 1 / policy.alpha()) {
            var most = most(next, each -> policy.weight(each.metric) * each.worse());
            var readings = readings(next, next.stable(), next.candidate());
            next.found = new Verdict.Worse(most.metric, evidence, 1 / policy.alpha(), readings);
        }
    }

    private double evidence(JudgeState state) {
        var sum = 0.0;
        for (var i = 0; i < weights.length; i++) {
            sum += weights[i] * state.tracks[i].worse();
        }
        return sum;
    }

    private static Track most(JudgeState state, ToDoubleFunction<Track> figure) {
        var most = state.tracks[0];
        for (var each : state.tracks) {
            if (figure.applyAsDouble(each) > figure.applyAsDouble(most)) {
                most = each;
            }
        }
        return most;
    }

    private static List<Reading> readings(JudgeState state, Sample stable, Sample candidate) {
        var readings = new ArrayList<Reading>();
        for (var each : state.tracks) {
            readings.add(
                    new Reading(
                            each.metric,
                            Reading.Figure.of(each.metric, stable.of(each.metric)),
                            Reading.Figure.of(each.metric, candidate.of(each.metric)),
                            each.worse(),
                            each.same()));
        }
        return readings;
    }

    /// What is known now. Costs more than a tick; ask when somebody wants to know or to act.
    public Verdict verdict(JudgeState state) {
        if (state.found != null) {
            return state.found;
        }
        var seen = counted(state);
        var readings = readings(state, seen.stable(), seen.candidate());
        var weakest = most(state, each -> -each.same());
        var evidence = weakest.same();
        var threshold = 1 / policy.beta();
        if (evidence >= threshold && isCalm(state) && hasDwelt(state)) {
            return new Verdict.NotWorse(weakest.metric, evidence, threshold, readings);
        }
        return notKnown(state, weakest, seen, readings);
    }

    /// What is known of this stage, also once the verdict is about the whole rollout.
    public List<Reading> readings(JudgeState state) {
        var counted = counted(state);
        return readings(state, counted.stable(), counted.candidate());
    }

    /// What was counted of both versions at this stage; durations only from when they count.
    public Tick counted(JudgeState state) {
        return new Tick(
                state.lastAt,
                state.stable().minus(state.stableBefore),
                state.candidate().minus(state.candidateBefore));
    }

    private boolean isCalm(JudgeState state) {
        return evidence(state) < policy.suspicion();
    }

    private boolean hasDwelt(JudgeState state) {
        return dwelt(state).compareTo(policy.minimumDwell()) >= 0;
    }

    private static Duration dwelt(JudgeState state) {
        return Duration.ofMillis(state.lastAt - state.stageAt);
    }

    private Verdict.NotKnown notKnown(
            JudgeState state, Track weakest, Tick seen, List<Reading> readings) {
        var isSilent = seen.candidate().requests() == 0;
        var open = isSilent ? state.tracks[0] : weakest;
        var missing =
                isSilent
                        ? Verdict.Missing.CANDIDATE_REQUESTS
                        : missing(state, weakest, seen.candidate());
        var need =
                missing == Verdict.Missing.EVIDENCE
                        ? need(state, open, seen)
                        : Optional.<Need>empty();
        return new Verdict.NotKnown(
                missing,
                open.metric,
                open.same(),
                1 / policy.beta(),
                need.map(Need::requests),
                need.map(Need::time).or(() -> timeNeeded(state, missing)),
                readings);
    }

    private Optional<Duration> timeNeeded(JudgeState state, Verdict.Missing missing) {
        return switch (missing) {
            case TIME -> Optional.of(policy.minimumDwell().minus(dwelt(state)));
            case WARM_UP -> Optional.of(policy.warmUp().most().minusMillis(state.age()));
            case CANDIDATE_REQUESTS, BASELINE, STABLE_FIGURES, CANDIDATE_FIGURES, EVIDENCE, CALM ->
                    Optional.empty();
        };
    }

    private Verdict.Missing missing(JudgeState state, Track weakest, Sample candidate) {
        if (weakest.same() >= 1 / policy.beta()) {
            return isCalm(state) ? Verdict.Missing.TIME : Verdict.Missing.CALM;
        }
        if (weakest.phase() != WarmUp.Phase.WARM) {
            return Verdict.Missing.WARM_UP;
        }
        if (!weakest.sides().same().isOpen()) {
            return Verdict.Missing.STABLE_FIGURES;
        }
        return candidate.of(weakest.metric).size() == 0
                ? Verdict.Missing.CANDIDATE_FIGURES
                : Verdict.Missing.EVIDENCE;
    }

    private record Need(long requests, Duration time) {
        private static final double MOST = 1e12;
    }

    /// This stage has brought so much of the metric's figures in so long a time; how many times as long is needed?
    private Optional<Need> need(JudgeState state, Track open, Tick seen) {
        double stable = seen.stable().of(open.metric).size();
        double candidate = seen.candidate().of(open.metric).size();
        var nats = StrictMath.log(1 / policy.beta() / Math.max(open.same(), 1e-12));
        var times = nats / open.sides().same().pace(stable, candidate);
        var requests = times * seen.candidate().requests();
        var millis = times * dwelt(state).toMillis();
        return times > 0 && requests < Need.MOST && millis < Need.MOST
                ? Optional.of(
                        new Need(
                                (long) Math.ceil(requests),
                                Duration.ofMillis((long) Math.ceil(millis))))
                : Optional.empty();
    }
}
