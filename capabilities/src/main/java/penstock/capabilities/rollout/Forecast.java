package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.JudgeSpec.OnUnknown;
import penstock.capabilities.services.JudgeSpec.OnWorse;
import penstock.model.Default;
import penstock.model.Weight;

/// What will come of a plan, told before it starts. Times are absent where nothing is known of the traffic, and where
/// there is no end.
///
/// @param traffic what it counts on, in words
/// @param requestsPerSecond of both versions together
/// @param typical so long do half of the good candidates take at most, without people and checks
/// @param slow so long do nine of ten take at most
/// @param findings what stands in the way, and what should be known
public record Forecast(
        String service,
        Optional<String> version,
        String profile,
        String traffic,
        Optional<Double> requestsPerSecond,
        List<Step> steps,
        Optional<Duration> typical,
        Optional<Duration> slow,
        List<Finding> findings) {
    public Forecast {
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }

    /// Whether a release with this plan is refused.
    boolean isRefused() {
        return findings.stream().anyMatch(Finding::isFatal);
    }

    /// What a plan is for.
    ///
    /// @param version absent when only the plan is asked about
    /// @param profile the name of the profile the plan was made from
    record Subject(String service, Optional<String> version, String profile) {}

    /// @param step its index, from 0
    /// @param words the step as the plan says it
    /// @param weight the candidate's share while it is carried out
    /// @param waitsFor what ends it
    /// @param onWorse what happens at this step when the candidate is worse; absent where nothing is judged
    /// @param onUnknown what happens when its time is up
    /// @param typical so long for half of the good candidates
    /// @param slow so long for nine of ten
    /// @param proof what a good candidate must show
    /// @param faults what is found, and after how much
    public record Step(
            int step,
            String words,
            Weight weight,
            String waitsFor,
            Optional<OnWorse> onWorse,
            Optional<OnUnknown> onUnknown,
            Optional<Duration> typical,
            Optional<Duration> slow,
            Optional<Proof> proof,
            List<Fault> faults) {
        public Step {
            faults = List.copyOf(faults);
        }
    }

    /// @param metric the one that takes longest
    /// @param candidateRequests what half of the good candidates answer until it is shown
    public record Proof(
            String metric,
            Optional<Long> candidateRequests,
            Optional<Duration> typical,
            Optional<Duration> slow) {}

    /// A candidate that is worse by so much.
    ///
    /// @param effect such as `errors +1%`
    /// @param isSmallest whether it is the smallest that is found in nine of ten cases within the step
    /// @param typical half of such faults are found so soon
    /// @param slow nine of ten
    /// @param candidateRequests that the candidate answers until half of them are found
    /// @param failingRequests of these
    public record Fault(
            String effect,
            @Default("false") boolean isSmallest,
            Optional<Duration> typical,
            Optional<Duration> slow,
            Optional<Long> candidateRequests,
            Optional<Long> failingRequests) {}

    /// Something about the plan that should be known before it starts.
    ///
    /// @param isFatal whether the plan can come to no good end by itself, so that the release is refused
    /// @param place in the plan, such as `steps[1].hold.atMost`
    /// @param message the value, and what was expected
    public record Finding(@Default("false") boolean isFatal, String place, String message) {
        @Override
        public String toString() {
            return place + ": " + message;
        }
    }
}
