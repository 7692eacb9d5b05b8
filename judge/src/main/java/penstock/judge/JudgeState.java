package penstock.judge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a [Judge] remembers of a rollout. A value: [Judge#observe] and [Judge#stage] answer another one. It is not
/// stored; the same history, stages and ticks lead to the same state, bit for bit.
public final class JudgeState {
    Stage stage;
    Baseline baseline;
    Bets[] bets = new Bets[0];
    Block block = new Block();
    WorseEvidence worse = new WorseEvidence();
    SameEvidence same = new SameEvidence();
    boolean isStarted;
    boolean hasCandidate;
    long startedAt;
    long candidateAt;
    long stageAt;
    long lastAt;
    Sample stable = Sample.NONE;
    Sample candidate = Sample.NONE;
    Sample stableBefore = Sample.NONE;
    Sample candidateBefore = Sample.NONE;
    Verdict.@Nullable Worse found;

    JudgeState(List<Sample> pastMinutes, Stage stage) {
        this.stage = stage;
        baseline = new Baseline(pastMinutes);
    }

    private JudgeState(JudgeState other) {
        stage = other.stage;
        baseline = other.baseline.copy();
        bets = other.bets;
        block = other.block.copy();
        worse = other.worse.copy();
        same = other.same.copy();
        isStarted = other.isStarted;
        hasCandidate = other.hasCandidate;
        startedAt = other.startedAt;
        candidateAt = other.candidateAt;
        stageAt = other.stageAt;
        lastAt = other.lastAt;
        stable = other.stable;
        candidate = other.candidate;
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
}
