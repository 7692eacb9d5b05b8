package penstock.capabilities.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.checks.CheckProgress;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Step;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Name;
import penstock.model.Scope;
import penstock.model.Weight;

/// One attempt to bring a release into an environment.
public final class Rollout {
    public static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "Rollout",
                    "rollouts",
                    Scope.ENVIRONMENT,
                    Spec.class,
                    Status.class,
                    Status.initial(),
                    false);

    private Rollout() {}

    /// @param number counts the rollouts of a service, from 1
    /// @param profile the name of the profile the plan was made from, for people
    /// @param plan the whole plan as it was when the rollout began; later changes of profiles do not touch it
    /// @param orders what people asked for since
    /// @param outlook what was told of the plan before it began
    public record Spec(
            Name service,
            Name release,
            String version,
            long number,
            String profile,
            PlanSpec plan,
            @Default("''") String reason,
            @Default("{}") Orders orders,
            @Default("{}") Outlook outlook) {
        Spec with(Orders changed) {
            return new Spec(
                    service, release, version, number, profile, plan, reason, changed, outlook);
        }
    }

    /// @param warnings what its author should know
    /// @param overruled why it would have been refused, had the release not been forced
    public record Outlook(List<String> warnings, List<String> overruled) {
        /// Nothing to say.
        static final Outlook FAIR = new Outlook(List.of(), List.of());

        public Outlook {
            warnings = List.copyOf(warnings);
            overruled = List.copyOf(overruled);
        }
    }

    /// What people ask of a running rollout. Recorded here first; the controller then acts on it.
    ///
    /// @param resumes how often somebody resumed it
    /// @param skips holds and checks that somebody ended early
    public record Orders(
            Optional<Order> abort,
            Optional<Order> promote,
            Optional<Order> pause,
            @Default("0") int resumes,
            List<Approval> approvals,
            List<Approval> skips) {
        /// Nothing asked for yet.
        static final Orders NONE =
                new Orders(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        List.of(),
                        List.of());

        public Orders {
            approvals = List.copyOf(approvals);
            skips = List.copyOf(skips);
        }

        Orders aborted(Order order) {
            return new Orders(Optional.of(order), promote, pause, resumes, approvals, skips);
        }

        Orders promoted(Order order) {
            return new Orders(
                    abort, Optional.of(order), Optional.empty(), resumes, approvals, skips);
        }

        Orders paused(Order order) {
            return new Orders(abort, promote, Optional.of(order), resumes, approvals, skips);
        }

        Orders resumed() {
            return new Orders(abort, promote, Optional.empty(), resumes + 1, approvals, skips);
        }

        Orders approved(Approval approval) {
            var all = new ArrayList<>(approvals);
            all.add(approval);
            return new Orders(abort, promote, pause, resumes, all, skips);
        }

        Orders skipped(Approval skip) {
            var all = new ArrayList<>(skips);
            all.add(skip);
            return new Orders(abort, promote, pause, resumes, approvals, all);
        }
    }

    public record Order(String by, Instant at, String reason) {}

    /// @param step the index of the step that was approved, or is to end, from 0
    public record Approval(int step, String by, Instant at, String reason) {}

    /// @param step index of the present step, from 0; the number of steps once all are done
    /// @param stable the release that had all traffic before; absent for a service's first release
    /// @param weight the share that is wanted for the candidate; the gateway confirms it
    /// @param candidateInstances how many candidate instances should run
    /// @param since when the present phase or step began
    /// @param weightSince when the present weight was recorded
    /// @param outcome what the rollback will end as
    /// @param failedChecks failed measurements of checks that count against the plan's `failureThreshold`
    /// @param checks what each check has measured, in the order in which they began
    /// @param isProven whether the candidate was shown to be within the margins, in a hold that lets all later ones end at once
    /// @param isWarm whether the old version is still kept ready
    public record Status(
            Phase phase,
            @Default("0") int step,
            Optional<Name> stable,
            Optional<String> stableVersion,
            @Default("0%") Weight weight,
            @Default("0") int candidateInstances,
            @Default("Pending") String reason,
            @Default("''") String message,
            Optional<Instant> startedAt,
            Optional<Instant> since,
            Optional<Instant> weightSince,
            Optional<Instant> endedAt,
            Optional<Duration> duration,
            Optional<Phase> outcome,
            Optional<Instant> warmUntil,
            @Default("false") boolean isWarm,
            @Default("0") int failedChecks,
            List<CheckProgress> checks,
            @Default("0") int resumesSeen,
            @Default("false") boolean isOverruled,
            @Default("false") boolean isProven,
            Optional<Evidence> evidence,
            List<Entry> journal) {
        static Status initial() {
            return new Draft(Phase.PENDING).status();
        }

        Draft edit() {
            return new Draft(this);
        }

        Status withoutJournal() {
            return new Draft(this).forgetting().status();
        }
    }

    /// What was known of both versions when it was last written down.
    ///
    /// @param verdict `worse`, `not-worse` or `not-known`
    /// @param userVisibleFailures failed requests of the candidate that stable did not answer instead
    public record Evidence(
            String verdict,
            String sentence,
            List<String> readings,
            Figures stable,
            Figures candidate,
            long userVisibleFailures,
            Optional<Double> secondsSinceFirstCandidateRequest,
            Optional<Basis> basis) {}

    /// Which evaluation a decision rests on.
    ///
    /// @param tick how many reports of gateways the judge had, by the evidence log
    /// @param verdict `worse`, `not-worse` or `not-known`
    /// @param evidence that decided, or was too little to
    public record Basis(long tick, String verdict, double evidence) {}

    /// Sums over the rollout.
    ///
    /// @param failed answered with 5xx or not at all, before rescue
    public record Figures(long requests, long failed, long failingClients, long rescued) {
        static final Figures NONE = new Figures(0, 0, 0, 0);

        Figures plus(Figures other) {
            return new Figures(
                    requests + other.requests,
                    failed + other.failed,
                    failingClients + other.failingClients,
                    rescued + other.rescued);
        }

        /// What was added since `earlier`.
        Figures minus(Figures earlier) {
            return new Figures(
                    requests - earlier.requests,
                    failed - earlier.failed,
                    failingClients - earlier.failingClients,
                    rescued - earlier.rescued);
        }
    }

    /// One line of the rollout's history: what happened and why (DEL-60).
    ///
    /// @param basis what was known of both versions, if they were being judged
    public record Entry(
            Instant at,
            Phase phase,
            @Default("0") int step,
            @Default("0%") Weight weight,
            String message,
            Optional<Basis> basis) {}

    /// The plan's step in words, or what comes after the last one.
    static String words(PlanSpec plan, int step) {
        List<Step> steps = plan.steps();
        return step < steps.size() ? steps.get(step).words() : "promote";
    }
}
