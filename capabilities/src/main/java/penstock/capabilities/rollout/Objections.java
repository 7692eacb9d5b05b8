package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import penstock.capabilities.rollout.Forecast.Finding;
import penstock.capabilities.rollout.Forecasting.Stay;
import penstock.capabilities.services.JudgeSpec.OnUnknown;
import penstock.capabilities.services.PlanSpec;
import penstock.model.DurationText;
import penstock.model.Weight;

/// What speaks against a plan: what makes it certain that it comes to no good end by itself (fatal), and what its author should know.
///
/// Certain means: even for a good candidate that is luckier than any, and with the most traffic that is to be expected. What a
/// person is asked about is never fatal, since the person may let it go on.
final class Objections {
    /// Three failing requests of different clients are the least that "worse" rests on.
    private static final double TELLING_REQUESTS = 3;

    /// With fewer requests expected than this it is all but certain that there is none.
    private static final double NONE_EXPECTED = 0.05;

    private static final Duration LONG = Duration.ofHours(12);

    private static final String WITHOUT_TRAFFIC =
            "--profile blue-green, whose checks need no traffic";

    private final PlanSpec plan;
    private final Expectation expectation;
    private final Needs needs;
    private final List<Stay> stays;
    private final Span total;
    private final List<Finding> findings = new ArrayList<>();

    Objections(PlanSpec plan, Expectation expectation, Needs needs, List<Stay> stays, Span total) {
        this.plan = plan;
        this.expectation = expectation;
        this.needs = needs;
        this.stays = stays;
        this.total = total;
    }

    List<Finding> all() {
        for (var stay : stays) {
            if (isJudged(stay) && expectation.silence().isPresent()) {
                silent(stay, expectation.silence().get());
            } else if (stay.hold().until().isPresent()) {
                until(stay);
            } else if (isJudged(stay)) {
                time(stay);
            }
        }
        limit();
        blind();
        if (plan.judge().enabled()) {
            stays.stream()
                    .filter(Stay::isCompared)
                    .map(Stay::weight)
                    .distinct()
                    .forEach(weight -> findings.addAll(needs.between(weight)));
        }
        return List.copyOf(findings.stream().distinct().toList());
    }

    private boolean isJudged(Stay stay) {
        return plan.judge().enabled() && stay.isCompared();
    }

    private OnUnknown onUnknown(Stay stay) {
        return stay.hold().onUnknown().orElse(plan.judge().onUnknown());
    }

    private void add(boolean isFatal, Stay stay, String field, String message) {
        findings.add(new Finding(isFatal, "steps[" + stay.step() + "].hold" + field, message));
    }

    private void until(Stay stay) {
        if (!isJudged(stay)) {
            var why =
                    plan.judge().enabled()
                            ? "weight "
                                    + stay.weight()
                                    + " (expected: after a weight between 0% and 100%, where both versions have traffic)"
                            : "judge.enabled: false (expected: true, or a hold for a time)";
            add(!stay.weight().equals(Weight.ALL), stay, "", "until not-worse with " + why);
            return;
        }
        boolean isShort = minimum(stay);
        if (expectation.most().isPresent() && Double.isInfinite(stay.proof().fast())) {
            never(stay);
        } else if (!isShort) {
            pace(stay);
        }
    }

    /// @return whether the hold cannot end in time for want of time alone
    private boolean minimum(Stay stay) {
        var hold = stay.hold();
        var least = hold.minimum().orElse(plan.judge().minimumDwell());
        boolean isShort = !hold.atMost().isZero() && stay.minimum() > seconds(hold.atMost());
        if (isShort) {
            add(
                    onUnknown(stay) == OnUnknown.ROLLBACK,
                    stay,
                    ".atMost",
                    DurationText.format(hold.atMost())
                            + " (expected: more than judge.minimumDwell, "
                            + DurationText.format(least)
                            + ", before which nothing is shown; or a shorter minimum of this hold)");
        }
        return isShort;
    }

    /// The metric that needs most traffic speaks for all that need more than there is.
    private void never(Stay stay) {
        var most = "";
        double rate = 0;
        for (var proof : needs.proofs(stay.weight())) {
            if (Double.isInfinite(proof.span().typical())) {
                double least =
                        needs.leastPerSecond(stay.weight(), proof.metric())
                                .orElse(Double.POSITIVE_INFINITY);
                most = least > rate ? proof.metric().name() : most;
                rate = Math.max(rate, least);
            }
        }
        add(
                onUnknown(stay) != OnUnknown.PAUSE,
                stay,
                "",
                "not-worse is never shown at "
                        + rate()
                        + ": "
                        + most
                        + (Double.isInfinite(rate)
                                ? " has a margin within what stable itself varies by"
                                : " needs at least " + Expectation.rate(rate))
                        + " (expected: judge.compare: [errors], or "
                        + WITHOUT_TRAFFIC
                        + ")");
    }

    /// Without a single request nothing is passed; traffic may still come, unless it cannot.
    private void silent(Stay stay, Expectation.Silence silence) {
        boolean isLimited =
                (stay.hold().until().isPresent() && !stay.hold().atMost().isZero())
                        || !plan.limits().rollout().isZero();
        boolean isFatal =
                switch (onUnknown(stay)) {
                    case WAIT -> silence.isCertain() || (silence.isLasting() && !isLimited);
                    case ROLLBACK -> silence.isCertain();
                    case PAUSE -> false;
                };
        var outcome =
                switch (onUnknown(stay)) {
                    case WAIT -> "waits for ever";
                    case ROLLBACK -> "is rolled back";
                    case PAUSE -> "asks a person";
                };
        add(
                isFatal,
                stay,
                "",
                silence.words()
                        + ", and without any it "
                        + outcome
                        + " (expected: traffic"
                        + (silence.isCertain()
                                ? ", judge: { enabled: false }, or "
                                : ", a time limit, or ")
                        + WITHOUT_TRAFFIC
                        + ")");
    }

    /// Where the hold goes on waiting after its time, the time is no limit.
    private void pace(Stay stay) {
        boolean isLimited = !stay.hold().atMost().isZero() && onUnknown(stay) != OnUnknown.WAIT;
        if (!isLimited) {
            slow(stay);
            return;
        }
        var limit = stay.hold().atMost();
        var proof = stay.proof();
        boolean isCertain = proof.fast() > seconds(limit);
        if (!isCertain && !(proof.slow() > seconds(limit))) {
            return;
        }
        var who =
                proof.typical() > seconds(limit)
                        ? "most good candidates are not"
                        : "one good candidate in ten or more is not";
        add(
                isCertain && onUnknown(stay) == OnUnknown.ROLLBACK,
                stay,
                ".atMost",
                DurationText.format(limit)
                        + ", in which "
                        + (isCertain ? "no candidate is" : who)
                        + " shown to be not worse (expected: at least "
                        + words(Math.max(proof.slow(), proof.fast()))
                        + " at "
                        + rate()
                        + alternatives(stay, seconds(limit))
                        + ")");
    }

    private void slow(Stay stay) {
        if (stay.proof().typical() > seconds(LONG)) {
            var others = alternatives(stay, seconds(LONG));
            add(
                    false,
                    stay,
                    "",
                    "takes about "
                            + words(stay.proof().typical())
                            + " at "
                            + rate()
                            + " (expected: patience, or "
                            + WITHOUT_TRAFFIC
                            + others
                            + ")");
        }
    }

    private String rate() {
        return expectation.perSecond().map(Expectation::rate).orElse("this traffic");
    }

    /// What else would let nine of ten good candidates be shown to be not worse within so many seconds.
    private String alternatives(Stay stay, double within) {
        var words = new StringBuilder();
        needs.wider(stay.weight(), within)
                .ifPresent(margin -> words.append(", or judge.margins.errors: ").append(margin));
        needs.larger(stay.weight(), within)
                .ifPresent(weight -> words.append(", or weight: ").append(weight));
        return words.toString();
    }

    private void time(Stay stay) {
        double share = stay.share();
        double seconds = seconds(stay.hold().time()) * share;
        double expected = expectation.perSecond().orElse(Double.NaN) * seconds;
        double most = expectation.most().orElse(Double.POSITIVE_INFINITY) * seconds;
        if (!(expected < TELLING_REQUESTS)) {
            return;
        }
        var enough =
                expected > 0
                        ? "at least "
                                + words(stay.window() * TELLING_REQUESTS / expected)
                                + ", or a larger weight"
                        : "traffic, or " + WITHOUT_TRAFFIC;
        add(
                onUnknown(stay) == OnUnknown.ROLLBACK && most < NONE_EXPECTED,
                stay,
                "",
                DurationText.format(stay.hold().time())
                        + ", in which the candidate has "
                        + (expected < 0.95
                                ? "hardly a request"
                                : "about " + Math.round(expected) + " requests")
                        + " at "
                        + rate()
                        + ", too few to notice that all of them fail (expected: "
                        + enough
                        + ")");
    }

    private void limit() {
        var limit = plan.limits().rollout();
        if (limit.isZero() || !(total.slow() > seconds(limit) || total.fast() > seconds(limit))) {
            return;
        }
        boolean isCertain = total.fast() > seconds(limit);
        findings.add(
                new Finding(
                        isCertain,
                        "limits.rollout",
                        DurationText.format(limit)
                                + (isCertain
                                        ? ", in which no candidate goes through the steps"
                                        : ", in which one good candidate in ten or more does not go through the steps")
                                + " (expected: at least "
                                + words(Math.max(total.slow(), total.fast()))
                                + " and the time of people and checks)"));
    }

    /// A plan that looks as if it judged and never can.
    private void blind() {
        var judged = stays.stream().filter(this::isJudged).toList();
        double seconds = 0;
        for (var stay : judged) {
            double share = stay.share();
            seconds += share * (stay.isOpenEnded() ? Double.POSITIVE_INFINITY : stay.window());
        }
        double most = expectation.most().orElse(Double.POSITIVE_INFINITY);
        if (judged.isEmpty() || !(most * seconds < TELLING_REQUESTS)) {
            return;
        }
        findings.add(
                new Finding(
                        true,
                        "steps",
                        "no hold notices even a candidate that fails every request: at "
                                + rate()
                                + " all of them together give it fewer than three (expected: longer holds, larger weights, "
                                + WITHOUT_TRAFFIC
                                + ", or judge: { enabled: false })"));
    }

    private static String words(double seconds) {
        return Span.time(seconds).map(DurationText::format).orElse("for ever");
    }

    private static double seconds(Duration time) {
        return Span.seconds(time);
    }
}
