package penstock.judge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a [Judge] remembers of a rollout. A value: [Judge#observe] and [Judge#stage] answer another one. It is not
/// stored; the same history, stages and ticks lead to the same state, bit for bit.
public final class JudgeState {
    final Track[] tracks;
    final Baseline baseline;
    boolean isStarted;
    boolean hasCandidate;
    long startedAt;
    long candidateAt;
    long stageAt;
    long lastAt;
    private Sample stable = Sample.NONE;
    private Sample candidate = Sample.NONE;
    private Pending stablePending = Pending.NONE;
    private Pending candidatePending = Pending.NONE;
    Sample stableBefore = Sample.NONE;
    Sample candidateBefore = Sample.NONE;
    Verdict.@Nullable Worse found;

    JudgeState(JudgePolicy policy, List<Sample> pastMinutes, Stage stage) {
        baseline = new Baseline(pastMinutes);
        tracks = new Track[policy.metrics().size()];
        for (var i = 0; i < tracks.length; i++) {
            var metric = policy.metrics().get(i);
            tracks[i] = new Track(metric, policy.warmUp(), stage.limits(metric), baseline);
        }
    }

    private JudgeState(JudgeState other) {
        tracks = new Track[other.tracks.length];
        for (var i = 0; i < tracks.length; i++) {
            tracks[i] = other.tracks[i].copy();
        }
        baseline = other.baseline.copy();
        isStarted = other.isStarted;
        hasCandidate = other.hasCandidate;
        startedAt = other.startedAt;
        candidateAt = other.candidateAt;
        stageAt = other.stageAt;
        lastAt = other.lastAt;
        stable = other.stable;
        candidate = other.candidate;
        stablePending = other.stablePending;
        candidatePending = other.candidatePending;
        stableBefore = other.stableBefore;
        candidateBefore = other.candidateBefore;
        found = other.found;
    }

    /// Whether the candidate has been found to be worse. Costs nothing, unlike [Judge#verdict].
    public boolean isWorse() {
        return found != null;
    }

    JudgeState copy() {
        return new JudgeState(this);
    }

    /// Milliseconds since the candidate's first request.
    long age() {
        return hasCandidate ? lastAt - candidateAt : 0;
    }

    /// What stable did since the candidate had its first request, so far as it counts.
    Sample stable() {
        return stablePending.isEmpty() ? stable : stablePending.plus(stable);
    }

    Sample candidate() {
        return candidatePending.isEmpty() ? candidate : candidatePending.plus(candidate);
    }

    void count(Sample ofStable, Sample ofCandidate) {
        stablePending = stablePending.with(ofStable);
        candidatePending = candidatePending.with(ofCandidate);
    }

    void addUp() {
        stable = stable();
        candidate = candidate();
        stablePending = Pending.NONE;
        candidatePending = Pending.NONE;
    }

    Track track(Metric metric) {
        for (var each : tracks) {
            if (each.metric.equals(metric)) {
                return each;
            }
        }
        throw new IllegalArgumentException("metric: " + metric.name() + " is not compared");
    }
}
