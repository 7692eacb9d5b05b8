package penstock.capabilities.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.checks.CheckProgress;
import penstock.capabilities.rollout.Rollout.Basis;
import penstock.capabilities.rollout.Rollout.Entry;
import penstock.capabilities.rollout.Rollout.Evidence;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.model.Name;
import penstock.model.Weight;

/// The next status while a decision is being made.
final class Draft {
    private static final int MAX_JOURNAL = 200;

    private Phase phase;
    private int step;
    private Optional<Name> stable = Optional.empty();
    private Optional<String> stableVersion = Optional.empty();
    private Weight weight = Weight.NONE;
    private int candidateInstances;
    private String reason = "Pending";
    private String message = "";
    private Optional<Instant> startedAt = Optional.empty();
    private Optional<Instant> since = Optional.empty();
    private Optional<Instant> weightSince = Optional.empty();
    private Optional<Instant> endedAt = Optional.empty();
    private Optional<Phase> outcome = Optional.empty();
    private Optional<Instant> warmUntil = Optional.empty();
    private boolean isWarm;
    private int failedChecks;
    private List<CheckProgress> checks = List.of();
    private int resumesSeen;
    private boolean isOverruled;
    private boolean isProven;
    private Optional<Evidence> evidence = Optional.empty();

    /// Of the evidence that came with this decision.
    private Optional<Basis> basis = Optional.empty();

    private List<Entry> journal = new ArrayList<>();

    Draft(Phase phase) {
        this.phase = phase;
    }

    Draft(Status status) {
        phase = status.phase();
        step = status.step();
        stable = status.stable();
        stableVersion = status.stableVersion();
        weight = status.weight();
        candidateInstances = status.candidateInstances();
        reason = status.reason();
        message = status.message();
        startedAt = status.startedAt();
        since = status.since();
        weightSince = status.weightSince();
        endedAt = status.endedAt();
        outcome = status.outcome();
        warmUntil = status.warmUntil();
        isWarm = status.isWarm();
        failedChecks = status.failedChecks();
        checks = status.checks();
        resumesSeen = status.resumesSeen();
        isOverruled = status.isOverruled();
        isProven = status.isProven();
        evidence = status.evidence();
        journal = new ArrayList<>(status.journal());
    }

    Status status() {
        var duration =
                endedAt.flatMap(
                        end ->
                                startedAt.map(
                                        start ->
                                                Duration.ofMillis(
                                                        Duration.between(start, end).toMillis())));
        return new Status(
                phase,
                step,
                stable,
                stableVersion,
                weight,
                candidateInstances,
                reason,
                message,
                startedAt,
                since,
                weightSince,
                endedAt,
                duration,
                outcome,
                warmUntil,
                isWarm,
                failedChecks,
                checks,
                resumesSeen,
                isOverruled,
                isProven,
                evidence,
                List.copyOf(journal));
    }

    /// Begins a phase and writes it into the journal.
    Draft enter(Phase next, String why, String words, Instant now) {
        if (!phase.next().contains(next)) {
            throw new IllegalStateException(
                    "next: " + next + " after " + phase + " (expected: " + phase.next() + ")");
        }
        phase = next;
        since = Optional.of(now);
        return say(why, words).note(words, now);
    }

    Draft forgetting() {
        journal.clear();
        return this;
    }

    Draft note(String words, Instant now) {
        journal.add(new Entry(now, phase, step, weight, words, basis));
        if (journal.size() > MAX_JOURNAL) {
            journal.remove(1);
        }
        return this;
    }

    /// What is shown at present; not worth a line in the journal.
    Draft say(String why, String words) {
        reason = why;
        message = words;
        return this;
    }

    Draft start(Optional<Name> release, Optional<String> version, Instant now) {
        stable = release;
        stableVersion = version;
        startedAt = Optional.of(now);
        return this;
    }

    Draft nextStep(Instant now) {
        step++;
        since = Optional.of(now);
        return this;
    }

    Draft weight(Weight next, Instant now) {
        weight = next;
        weightSince = Optional.of(now);
        return this;
    }

    Draft candidateInstances(int count, Instant now) {
        candidateInstances = count;
        since = Optional.of(now);
        return this;
    }

    Draft outcome(Phase end) {
        outcome = Optional.of(end);
        return this;
    }

    Draft end(Instant now) {
        endedAt = Optional.of(now);
        return this;
    }

    Draft warmUntil(Instant until, boolean warm) {
        warmUntil = Optional.of(until);
        isWarm = warm;
        return this;
    }

    Draft checkFailed() {
        failedChecks++;
        return this;
    }

    Draft checks(List<CheckProgress> all) {
        checks = List.copyOf(all);
        return this;
    }

    Draft resumed(int resumes) {
        resumesSeen = resumes;
        return this;
    }

    Draft overruled() {
        isOverruled = true;
        return this;
    }

    Draft proven() {
        isProven = true;
        return this;
    }

    Draft evidence(Optional<Evidence> seen) {
        evidence = seen.or(() -> evidence);
        basis = seen.flatMap(Evidence::basis);
        return this;
    }
}
