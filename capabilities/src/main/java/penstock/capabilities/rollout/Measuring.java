package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import penstock.capabilities.checks.CheckOrder;
import penstock.capabilities.checks.CheckProgress;
import penstock.capabilities.checks.Finding;
import penstock.capabilities.checks.Outcome;
import penstock.capabilities.checks.Subject;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.AnalysisSpec;
import penstock.capabilities.services.CheckSpec;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Step;
import penstock.kernel.control.Decision;
import penstock.model.Weight;

/// The measurements of a rollout's checks: takes those that were made into the status, and says which are to be made next. Pure.
final class Measuring {
    /// Of checks that are over, the oldest are forgotten beyond so many.
    private static final int MOST_KEPT = 50;

    private Measuring() {}

    /// What is seen, with the checks that begin now and what was measured since.
    static Seen taken(Seen seen) {
        if (!isMeasured(seen.status().phase())) {
            return seen;
        }
        var begun = begun(seen);
        for (var progress : begun.status().checks()) {
            var finding = seen.measurements().get(progress.place());
            if (progress.isOpen() && finding != null && finding.isPresent()) {
                begun = taken(begun, progress, finding.get());
            }
        }
        return begun;
    }

    private static boolean isMeasured(Phase phase) {
        return phase == Phase.PROGRESSING || phase == Phase.PAUSED;
    }

    private static Seen begun(Seen seen) {
        var status = seen.status();
        var checks = new ArrayList<>(status.checks());
        if (status.phase() == Phase.PROGRESSING
                && present(seen) instanceof Step.Check(var name, _, _)) {
            begin(seen, name, Optional.of(status.step()), checks);
        }
        for (var analysis : seen.spec().plan().analysis()) {
            if (isActive(status, analysis)) {
                begin(seen, analysis.check(), Optional.empty(), checks);
            }
        }
        forget(status.step(), checks);
        return checks.equals(status.checks())
                ? seen
                : seen.with(status.edit().checks(checks).status());
    }

    private static void forget(int step, List<CheckProgress> checks) {
        var over =
                checks.stream().filter(each -> each.step().orElse(step) < step).toList().iterator();
        while (checks.size() > MOST_KEPT && over.hasNext()) {
            checks.remove(over.next());
        }
    }

    private static Step present(Seen seen) {
        var steps = seen.spec().plan().steps();
        int step = seen.status().step();
        return step < steps.size() ? steps.get(step) : new Step.Pause();
    }

    /// Without traffic of the candidate there is nothing to watch.
    static boolean isActive(Status status, AnalysisSpec analysis) {
        return status.step() >= analysis.startingStep() && !status.weight().equals(Weight.NONE);
    }

    private static void begin(
            Seen seen, String name, Optional<Integer> step, List<CheckProgress> checks) {
        var fresh = CheckProgress.begun(name, step, spec(seen, name), seen.now());
        if (checks.stream().noneMatch(known -> known.place().equals(fresh.place()))) {
            checks.add(fresh);
        }
    }

    static CheckSpec spec(Seen seen, String name) {
        return Objects.requireNonNull(seen.spec().plan().checks().get(name), name);
    }

    static Optional<CheckProgress> progress(Status status, String name, Optional<Integer> step) {
        return status.checks().stream()
                .filter(found -> found.name().equals(name) && found.step().equals(step))
                .findFirst();
    }

    private static Seen taken(Seen seen, CheckProgress before, Finding finding) {
        var spec = spec(seen, before.name());
        var status = seen.status();
        boolean isShared = spec.failureLimit().isEmpty() && before.decides();
        int others = isShared ? status.failedChecks() - before.failed() : 0;
        int allowed = Math.max(0, seen.spec().plan().failureThreshold() - 1 - others);
        var after = before.take(spec, finding, seen.now(), allowed);
        var checks =
                status.checks().stream()
                        .map(each -> each.place().equals(after.place()) ? after : each)
                        .toList();
        var draft = status.edit().checks(checks);
        if (isShared && finding.outcome() == Outcome.FAILED) {
            draft.checkFailed();
        }
        words(seen, spec, after, finding).ifPresent(words -> draft.note(words, seen.now()));
        return seen.with(draft.status());
    }

    /// What of a measurement is worth a line in the journal: a failure that counts, the first of each other kind, and the end of a
    /// check in the background. That of a step is told with the step's.
    private static Optional<String> words(
            Seen seen, CheckSpec spec, CheckProgress after, Finding finding) {
        var name = (after.decides() ? "check " : "dry run: check ") + after.name();
        boolean isCounted = after.decides() && spec.failureLimit().isEmpty();
        boolean isEnd = after.state() == CheckProgress.State.PASSED && after.step().isEmpty();
        boolean isTold = after.failed() == 1 || (after.decides() && !after.isOpen());
        int failures = seen.status().failedChecks() + 1;
        int threshold = seen.spec().plan().failureThreshold();
        var verb =
                switch (finding.outcome()) {
                    case PASSED -> isEnd ? " passed: " : "";
                    case FAILED -> {
                        if (isCounted) {
                            yield " failed (" + failures + " of " + threshold + "): ";
                        }
                        yield isTold ? " failed: " : "";
                    }
                    case INCONCLUSIVE -> after.inconclusive() == 1 ? " is inconclusive: " : "";
                    case ERROR -> after.errors() == 1 ? " could not be measured: " : "";
                };
        return verb.isEmpty() ? Optional.empty() : Optional.of(name + verb + finding.message());
    }

    /// The decision, with the measurements that are due after it, and in time for the next one.
    static Decision<Status, RolloutEffect> started(
            Seen seen, Decision<Status, RolloutEffect> decision) {
        var status = decision.status();
        if (!isMeasured(status.phase())) {
            return decision;
        }
        var effects = new ArrayList<>(decision.effects());
        var again = decision.lookAgainIn();
        for (var progress : status.checks()) {
            if (!canStart(seen, status, progress)) {
                continue;
            }
            var left = Duration.between(seen.now(), progress.due(spec(seen, progress.name())));
            if (left.isPositive()) {
                again = again.filter(time -> time.compareTo(left) < 0).or(() -> Optional.of(left));
            } else {
                effects.add(run(seen.with(status), progress));
            }
        }
        return new Decision<>(status, decision.reason(), effects, again);
    }

    /// Whether nothing but the time is in the way of the next measurement.
    private static boolean canStart(Seen seen, Status status, CheckProgress progress) {
        boolean isHere =
                progress.step().isEmpty()
                        || (progress.step().get() == status.step()
                                && status.phase() == Phase.PROGRESSING);
        boolean canAsk = !spec(seen, progress.name()).asksInstance() || instance(seen).isPresent();
        return isHere
                && canAsk
                && progress.isOpen()
                && !seen.measurements().containsKey(progress.place());
    }

    private static Optional<Instance> instance(Seen seen) {
        return seen.candidates().stream().filter(Instance::isReady).findFirst();
    }

    private static RolloutEffect run(Seen seen, CheckProgress progress) {
        var spec = spec(seen, progress.name());
        var since = progress.startedAt().plus(spec.initialDelay());
        var order =
                new CheckOrder(
                        progress.name(),
                        spec,
                        subject(seen),
                        Duration.between(since, seen.now()),
                        progress.isLast(spec));
        return new RolloutEffect.RunCheck(
                seen.rollout().ref(), progress.place(), progress.measured() + 1, order);
    }

    private static Subject subject(Seen seen) {
        var status = seen.status();
        return new Subject(
                seen.service().environment().orElseThrow().value(),
                seen.spec().service().value(),
                seen.spec().version(),
                status.stableVersion().orElse(""),
                seen.rollout().name().value(),
                status.phase().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                status.step(),
                status.weight(),
                instance(seen)
                        .map(found -> "http://" + found.host() + ":" + found.port())
                        .orElse(""));
    }
}
