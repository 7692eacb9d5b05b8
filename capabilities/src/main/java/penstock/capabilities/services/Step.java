package penstock.capabilities.services;

import java.time.Duration;
import java.util.Optional;
import penstock.model.Default;
import penstock.model.DurationText;

/// One step of a plan.
public sealed interface Step {
    /// Sends this share of users to the candidate, once enough of its instances are ready.
    record Weight(penstock.model.Weight to) implements Step {}

    /// Keeps the weight: for a time, or until the judge says `not-worse`.
    ///
    /// @param time how long; short form `hold: 5m`
    /// @param until the verdict to wait for
    /// @param atMost how long to wait for it; then `onUnknown` of the plan says what happens. 0 waits without limit
    record Hold(@Default("0") Duration time, Optional<Until> until, @Default("0") Duration atMost)
            implements Step {
        public Hold {
            if (time.isZero() == until.isEmpty()) {
                throw new IllegalArgumentException(
                        "hold (expected: either a time or until: not-worse)");
            }
        }

        public static Hold parse(String text) {
            return new Hold(DurationText.parse(text), Optional.empty(), Duration.ZERO);
        }
    }

    /// Runs a check that the plan defines by this name, against a candidate instance.
    record Check(String name) implements Step {}

    /// Waits for somebody's `approve`.
    ///
    /// @param role whose approval counts; recorded, and enforced once there are identities
    /// @param timeout then the rollout is rolled back; 0 waits without limit
    record Approve(@Default("release-manager") String role, @Default("0") Duration timeout)
            implements Step {}

    /// Waits for `resume`.
    record Pause() implements Step {}

    enum Until {
        NOT_WORSE
    }

    /// For people: `weight 5%`, `hold until not-worse, at most 2m`.
    default String words() {
        return switch (this) {
            case Weight(var to) -> "weight " + to;
            case Hold(var time, var until, var atMost) ->
                    until.isEmpty()
                            ? "hold " + DurationText.format(time)
                            : "hold until not-worse"
                                    + (atMost.isZero()
                                            ? ""
                                            : ", at most " + DurationText.format(atMost));
            case Check(var name) -> "check " + name;
            case Approve(var role, var timeout) ->
                    "approval by "
                            + role
                            + (timeout.isZero() ? "" : " within " + DurationText.format(timeout));
            case Pause() -> "pause";
        };
    }
}
