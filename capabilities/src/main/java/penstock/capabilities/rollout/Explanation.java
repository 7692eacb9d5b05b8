package penstock.capabilities.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.capabilities.rollout.Rollout.Figures;
import penstock.model.Node;
import penstock.model.Weight;

/// Why a rollout ended, or stands, as it does: what the action `explanation` answers.
///
/// @param answer in one sentence
/// @param because further sentences, the most telling first
/// @param plan its steps in words
/// @param stages each weight that was judged
/// @param users what users had of it; absent when the candidate had no traffic
/// @param open what was missing, when it was not known
/// @param verdicts the evaluations that changed the verdict
/// @param decisions entries of the rollout's journal
/// @param evidence the log that all this is taken from; absent when there is none
/// @param curve the evidence over time, when it was asked for
record Explanation(
        String rollout,
        String service,
        String version,
        Optional<String> stable,
        Phase phase,
        String reason,
        String answer,
        List<String> because,
        List<String> plan,
        Optional<Policy> policy,
        List<Stage> stages,
        Optional<Users> users,
        Optional<Open> open,
        List<Said> verdicts,
        List<Node> decisions,
        Optional<Log> evidence,
        Optional<Curve> curve) {
    /// What was in force.
    ///
    /// @param worseNeeded evidence needed to call the candidate worse, `1 / alpha`
    /// @param notWorseNeeded evidence needed in each metric to call it not worse, `1 / beta`
    record Policy(
            double alpha,
            double beta,
            double worseNeeded,
            double notWorseNeeded,
            String minimumDwell,
            String warmUp,
            List<String> metrics) {}

    /// One weight.
    ///
    /// @param seconds how long it was judged
    /// @param notWorseAfter after how many seconds the candidate was shown not worse in every metric
    record Stage(
            int step,
            Weight weight,
            Instant from,
            double seconds,
            Figures stable,
            Figures candidate,
            Optional<Double> notWorseAfter,
            String verdict,
            String sentence,
            List<Metric> metrics) {}

    /// One metric at one weight, as it was at its end.
    ///
    /// @param stable for people; so is `candidate`
    /// @param stableRange where stable's true figure lies, with 95 %, however often one looks
    /// @param worse evidence that the candidate is beyond `tolerance`, since the start of the rollout
    /// @param notWorse evidence that it is within `margin`, at this weight
    /// @param shownAfter after how many seconds at this weight it was shown within the margin
    record Metric(
            String metric,
            String stable,
            String candidate,
            Optional<Range> stableRange,
            Optional<Range> candidateRange,
            Optional<Double> stableValue,
            Optional<Double> candidateValue,
            String tolerance,
            String margin,
            double worse,
            double notWorse,
            Optional<Double> shownAfter) {}

    /// @param visible failures that users saw
    /// @param rescued failures that stable answered instead
    record Users(long requests, long failed, long rescued, long visible, long failingClients) {}

    /// @param requests of the candidate that would have been needed, about
    /// @param seconds how long that takes at the rate there was
    record Open(
            String missing,
            String metric,
            double evidence,
            double needed,
            Optional<Long> requests,
            Optional<Double> seconds) {}

    record Said(
            Instant at,
            double seconds,
            String verdict,
            String missing,
            String metric,
            double evidence) {}

    /// @param judge version of the judge that judged; absent in logs of before it was written down
    /// @param damage what of it cannot be read, from where on
    record Log(
            long ticks,
            long lines,
            long bytes,
            Optional<Integer> judge,
            Optional<String> damage,
            List<String> differences) {}

    /// @param from when `seconds` began
    /// @param worse that the candidate is worse, all metrics together
    /// @param worseByMetric what each metric adds to that, which is its evidence times its share of alpha
    record Curve(
            Instant from,
            List<Double> seconds,
            List<Double> worse,
            Map<String, List<Double>> worseByMetric,
            Map<String, List<Double>> notWorseByMetric,
            List<Double> candidateRequests) {}
}
