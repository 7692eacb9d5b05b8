package penstock.capabilities.services;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import penstock.capabilities.services.JudgeSpec.OnUnknown;
import penstock.capabilities.services.JudgeSpec.OnWorse;
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
    /// @param atMost how long to wait for it; then `onUnknown` says what happens. 0 waits without limit
    /// @param minimum how long the hold takes at least, however early the verdict is there; without it, the judge's
    ///     `minimumDwell` counts, from the weight on
    /// @param onWorse what happens from the weight before this hold on when the candidate is worse; without it, what the
    ///     plan's judge says
    /// @param onUnknown what happens when the time is up and neither is known; without it, what the plan's judge says
    /// @param onProven what the verdict `not-worse` leads to; without it, a hold for a time takes its time
    record Hold(
            @Default("0") Duration time,
            Optional<Until> until,
            @Default("0") Duration atMost,
            Optional<Duration> minimum,
            Optional<OnWorse> onWorse,
            Optional<OnUnknown> onUnknown,
            Optional<OnProven> onProven)
            implements Step {
        public Hold {
            var wrong = new ArrayList<String>();
            if (time.isZero() == until.isEmpty()) {
                wrong.add("hold (expected: either a time or until: not-worse)");
            } else if (until.isEmpty() && !atMost.isZero()) {
                wrong.add(
                        "atMost: "
                                + DurationText.format(atMost)
                                + " (expected: only with until: not-worse; a hold for a time ends with its time)");
            }
            if (until.isEmpty() && minimum.isPresent() && onProven.isEmpty()) {
                wrong.add(
                        "minimum: "
                                + DurationText.format(minimum.get())
                                + " (expected: only with until: not-worse, or with onProven, which may end the hold early)");
            }
            var longest = until.isEmpty() ? time : atMost;
            if (minimum.isPresent() && !longest.isZero() && minimum.get().compareTo(longest) > 0) {
                wrong.add(
                        "minimum: "
                                + DurationText.format(minimum.get())
                                + " (expected: at most "
                                + DurationText.format(longest)
                                + ", the longest time of this hold)");
            }
            if (!wrong.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", wrong));
            }
        }

        public static Hold parse(String text) {
            return of(DurationText.parse(text));
        }

        /// A hold for a time.
        public static Hold of(Duration time) {
            return new Hold(
                    time,
                    Optional.empty(),
                    Duration.ZERO,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /// Measures by a check that the plan defines by this name until it passes. Short form `check: NAME`.
    ///
    /// @param onFailed what happens when it has failed as often as allowed, or takes longer than `limits.validation`
    /// @param onUnknown what happens when it is not known; without it, what the plan's judge says
    record Check(String name, @Default("rollback") Then onFailed, Optional<OnUnknown> onUnknown)
            implements Step {
        public static Check parse(String name) {
            return new Check(name, Then.ROLLBACK, Optional.empty());
        }
    }

    /// Waits for somebody's `approve`.
    ///
    /// @param role whose approval counts; recorded, and enforced once there are identities
    /// @param timeout then `onTimeout` says what happens; 0 waits without limit
    record Approve(
            @Default("release-manager") String role,
            @Default("0") Duration timeout,
            @Default("rollback") Then onTimeout)
            implements Step {}

    /// Waits for `resume`.
    record Pause() implements Step {}

    enum Until {
        NOT_WORSE
    }

    /// What the verdict `not-worse` leads to.
    enum OnProven {
        /// The hold ends.
        NEXT,
        /// This hold and all later ones end. Weights, checks, approvals and pauses are still carried out. Needs `judge.margins`,
        /// which are the same at every weight: what is shown is then all that the plan asks for.
        FINISH
    }

    /// What a step that did not go well leads to.
    enum Then {
        ROLLBACK,
        /// A person decides.
        PAUSE
    }

    /// For people: `weight 5%`, `hold until not-worse, at most 2m`.
    default String words() {
        return switch (this) {
            case Weight(var to) -> "weight " + to;
            case Hold hold -> words(hold);
            case Check(var name, var onFailed, var onUnknown) ->
                    "check "
                            + name
                            + words(onFailed)
                            + onUnknown.map(then -> ", if not known " + word(then)).orElse("");
            case Approve(var role, var timeout, var onTimeout) ->
                    "approval by "
                            + role
                            + (timeout.isZero() ? "" : " within " + DurationText.format(timeout))
                            + words(onTimeout);
            case Pause() -> "pause";
        };
    }

    private static String words(Then then) {
        return then == Then.ROLLBACK ? "" : ", else pause";
    }

    private static String words(Hold hold) {
        var parts = new ArrayList<String>();
        parts.add(
                hold.until().isEmpty()
                        ? "hold " + DurationText.format(hold.time())
                        : "hold until not-worse");
        hold.minimum().ifPresent(time -> parts.add("at least " + DurationText.format(time)));
        if (!hold.atMost().isZero()) {
            parts.add("at most " + DurationText.format(hold.atMost()));
        }
        hold.onWorse().ifPresent(then -> parts.add("if worse " + word(then)));
        hold.onUnknown().ifPresent(then -> parts.add("if not known " + word(then)));
        hold.onProven().ifPresent(then -> parts.add("once proven " + word(then)));
        return String.join(", ", List.copyOf(parts));
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
