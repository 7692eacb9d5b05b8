package penstock.capabilities.rollout;

import java.util.Locale;
import java.util.Optional;
import penstock.capabilities.rollout.Course.Leg;
import penstock.capabilities.rollout.Course.Point;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Step.Hold;

/// What another policy would have made of a rollout, from the same evidence. The recorded weights stay as they were: a weight that the
/// other policy would have raised sooner brought no traffic sooner. What would have come after the recorded traffic is not known, and is
/// never guessed.
///
/// @param seconds how much earlier it would have been; less than 0 is later
/// @param candidateRequests how many requests of users to the candidate it would have saved (a rollback) or needed less (a promotion)
/// @param visibleFailures how many failures users would not have seen
record WhatIf(
        Effect effect,
        String sentence,
        double seconds,
        long candidateRequests,
        long visibleFailures) {
    enum Effect {
        /// The same end at the same time.
        SAME,
        /// The same proofs, at another time.
        PROMOTED_AT_ANOTHER_TIME,
        /// Found worse in both, at another time.
        ROLLED_BACK_AT_ANOTHER_TIME,
        /// Found worse, though it was not then.
        ROLLED_BACK_INSTEAD,
        /// The evidence ends before it is decided.
        NOT_KNOWN
    }

    /// @param isPromoted whether the recorded rollout got to its end
    static WhatIf compare(Course was, Course other, PlanSpec plan, boolean isPromoted) {
        return new Comparison(was, other, plan, isPromoted).result();
    }

    private static final class Comparison {
        private final Course was;
        private final Course other;
        private final PlanSpec plan;
        private final boolean isPromoted;
        private double seconds;
        private long requests;

        private Comparison(Course was, Course other, PlanSpec plan, boolean isPromoted) {
            this.was = was;
            this.other = other;
            this.plan = plan;
            this.isPromoted = isPromoted;
        }

        private WhatIf result() {
            for (int i = 0; i < was.legs().size(); i++) {
                boolean hasGoneOn = i < was.legs().size() - 1 || isPromoted;
                var result = at(was.legs().get(i), other.legs().get(i), hasGoneOn);
                if (result.isPresent()) {
                    return result.get();
                }
            }
            return seconds == 0 && requests == 0
                    ? same()
                    : new WhatIf(
                            Effect.PROMOTED_AT_ANOTHER_TIME,
                            "all holds would have ended "
                                    + sooner(seconds)
                                    + more(", with %,d %s candidate requests", requests),
                            seconds,
                            requests,
                            0);
        }

        private static WhatIf same() {
            return new WhatIf(Effect.SAME, "the same, at the same time", 0, 0, 0);
        }

        /// @return empty when the next weight would have come as it did
        private Optional<WhatIf> at(Leg then, Leg now, boolean hasGoneOn) {
            var hold = plan.holdAt(now.step());
            boolean isWaiting =
                    hold.filter(each -> each.until().isPresent() || each.onProven().isPresent())
                            .isPresent();
            var shown = isWaiting ? now.notWorse() : Optional.<Point>empty();
            var found = other.found().map(Course.Found::point).filter(point -> isIn(now, point));
            if (found.isPresent()
                    && shown.filter(point -> point.tick() < found.get().tick()).isEmpty()) {
                return Optional.of(worse(now, found.get()));
            }
            if (hasGoneOn) {
                return isWaiting ? goneOn(then, now) : Optional.empty();
            }
            return Optional.of(ended(then, now, shown, hold));
        }

        private static boolean isIn(Leg leg, Point point) {
            return point.tick() >= leg.begun().tick() && point.tick() <= leg.last().tick();
        }

        private WhatIf worse(Leg leg, Point point) {
            var then = was.found().map(Course.Found::point);
            var end = then.orElse(was.last());
            double earlier = point.secondsTo(end);
            long saved = end.candidate().requests() - point.candidate().requests();
            long failures = visible(end) - visible(point);
            if (then.isPresent() && earlier == 0) {
                return same();
            }
            var figures =
                    more(": %,d %s candidate requests", saved)
                            + more(", %,d %s failures seen by users", failures);
            return then.isPresent()
                    ? new WhatIf(
                            Effect.ROLLED_BACK_AT_ANOTHER_TIME,
                            "found worse " + sooner(earlier) + figures,
                            earlier,
                            saved,
                            failures)
                    : new WhatIf(
                            Effect.ROLLED_BACK_INSTEAD,
                            "found worse at "
                                    + leg.weight()
                                    + ", "
                                    + sooner(earlier).replace("earlier", "before it ended")
                                    + ", though it was not then"
                                    + figures,
                            earlier,
                            saved,
                            failures);
        }

        private static long visible(Point point) {
            return Math.max(0, point.candidate().failed() - point.candidate().rescued());
        }

        /// The recorded rollout went on to the next weight.
        private Optional<WhatIf> goneOn(Leg then, Leg now) {
            if (then.notWorse().isEmpty()) {
                return Optional.empty();
            }
            if (now.notWorse().isEmpty()) {
                return Optional.of(
                        notKnown(
                                "not shown at "
                                        + now.weight()
                                        + " when the rollout went on: the hold would have taken longer; how long, and what then,"
                                        + " is not known"));
            }
            seconds += now.notWorse().get().secondsTo(then.notWorse().get());
            requests +=
                    then.notWorse().get().candidate().requests()
                            - now.notWorse().get().candidate().requests();
            return Optional.empty();
        }

        /// The recorded rollout ended at this weight.
        private WhatIf ended(Leg then, Leg now, Optional<Point> shown, Optional<Hold> hold) {
            if (shown.isPresent() && then.notWorse().isEmpty()) {
                return notKnown(
                        "would have gone on from "
                                + now.weight()
                                + " "
                                + sooner(shown.get().secondsTo(then.last()))
                                        .replace("earlier", "before it ended")
                                + "; what then is not known");
            }
            if (was.found().isPresent() && other.found().isEmpty()) {
                return notKnown(
                        "not found worse by the time it was rolled back; what then is not known"
                                + hold.filter(each -> !each.atMost().isZero())
                                        .map(each -> " (the hold had a limit of its own)")
                                        .orElse(""));
            }
            return same();
        }

        private static WhatIf notKnown(String sentence) {
            return new WhatIf(Effect.NOT_KNOWN, sentence, 0, 0, 0);
        }

        private static String sooner(double seconds) {
            return String.format(
                    Locale.ROOT, "%.1f s %s", Math.abs(seconds), seconds < 0 ? "later" : "earlier");
        }

        private static String more(String words, long saved) {
            return saved == 0
                    ? ""
                    : String.format(
                            Locale.ROOT, words, Math.abs(saved), saved < 0 ? "more" : "fewer");
        }
    }
}
