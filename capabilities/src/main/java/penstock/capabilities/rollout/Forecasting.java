package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.rollout.Forecast.Fault;
import penstock.capabilities.rollout.Forecast.Proof;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Step;
import penstock.model.DurationText;
import penstock.model.Weight;

/// Goes through a plan as a good candidate would, and says how long each step takes and what would be found in it. Pure:
/// the same plan and the same expectation lead to the same forecast.
final class Forecasting {
    private final PlanSpec plan;
    private final Expectation expectation;
    private final Needs needs;
    private final List<Effect> effects;
    private final List<Forecast.Step> steps = new ArrayList<>();
    private final List<Stay> stays = new ArrayList<>();
    private Weight weight = Weight.NONE;
    private Span atWeight = Span.NONE;
    private Span sinceFirst = Span.NONE;
    private Span total = Span.NONE;

    private Forecasting(PlanSpec plan, Expectation expectation, List<Effect> effects) {
        this.plan = plan;
        this.expectation = expectation;
        this.effects = effects;
        this.needs = new Needs(plan.judge(), expectation);
    }

    /// A hold, and what it needs.
    ///
    /// @param proof until a good candidate is shown to be one, from the start of the hold
    /// @param slowest the metric that takes longest; absent where nothing is compared
    /// @param minimum seconds before which nothing is shown
    /// @param window seconds in which a fault can be found
    record Stay(
            int step,
            Step.Hold hold,
            Weight weight,
            Span proof,
            Optional<Needs.Proof> slowest,
            double minimum,
            double window) {
        /// Whether both versions have traffic.
        boolean isCompared() {
            return isBetween(weight);
        }

        private static boolean isBetween(Weight weight) {
            return weight.compareTo(Weight.NONE) > 0 && weight.compareTo(Weight.ALL) < 0;
        }

        double share() {
            return weight.basisPoints() / (double) Weight.ALL.basisPoints();
        }

        /// Whether it waits for proof without a limit.
        boolean isOpenEnded() {
            return hold.until().isPresent() && hold.atMost().isZero();
        }
    }

    /// @param subject what the plan is for; its steps, times and findings are filled in
    static Forecast of(
            Forecast.Subject subject,
            PlanSpec plan,
            Expectation expectation,
            List<Effect> effects) {
        var forecasting = new Forecasting(plan, expectation, effects);
        forecasting.go();
        return forecasting.result(subject);
    }

    private Forecast result(Forecast.Subject subject) {
        return new Forecast(
                subject.service(),
                subject.version(),
                subject.profile(),
                expectation.words(),
                expectation.perSecond(),
                steps,
                Span.time(total.typical()),
                Span.time(total.slow()),
                new Objections(plan, expectation, needs, stays, total).all());
    }

    private void go() {
        for (int i = 0; i < plan.steps().size(); i++) {
            switch (plan.steps().get(i)) {
                case Step.Weight(var to) -> {
                    weight = to;
                    atWeight = Span.NONE;
                    add(i, "enough ready instances, and the gateway", Span.NONE);
                }
                case Step.Hold hold -> hold(i, hold);
                case Step.Check check ->
                        add(
                                i,
                                "the check, at most "
                                        + DurationText.format(plan.limits().validation()),
                                Span.NONE);
                case Step.Approve approve ->
                        add(
                                i,
                                approve.role()
                                        + (approve.timeout().isZero()
                                                ? ""
                                                : ", at most "
                                                        + DurationText.format(approve.timeout())),
                                Span.NONE);
                case Step.Pause() -> add(i, "resume", Span.NONE);
            }
        }
    }

    private void add(int step, String waitsFor, Span takes) {
        steps.add(
                new Forecast.Step(
                        step,
                        plan.steps().get(step).words(),
                        weight,
                        waitsFor,
                        Optional.empty(),
                        Optional.empty(),
                        Span.time(takes.typical()),
                        Span.time(takes.slow()),
                        Optional.empty(),
                        List.of()));
    }

    private void hold(int step, Step.Hold hold) {
        boolean isJudged = plan.judge().enabled() && Stay.isBetween(weight);
        var stay = isJudged ? judged(step, hold) : unjudged(step, hold);
        stays.add(stay);
        var takes = takes(stay);
        steps.add(
                new Forecast.Step(
                        step,
                        hold.words(),
                        weight,
                        waitsFor(stay),
                        isJudged ? Optional.of(plan.onWorse(step)) : Optional.empty(),
                        isJudged
                                ? Optional.of(hold.onUnknown().orElse(plan.judge().onUnknown()))
                                : Optional.empty(),
                        Span.time(takes.typical()),
                        Span.time(takes.slow()),
                        proof(stay),
                        isJudged ? faults(stay) : List.of()));
        atWeight = atWeight.plus(takes);
        sinceFirst = sinceFirst.plus(takes);
        total = total.plus(takes);
    }

    private Stay unjudged(int step, Step.Hold hold) {
        return new Stay(step, hold, weight, Span.ENDLESS, Optional.empty(), 0, 0);
    }

    private Stay judged(int step, Step.Hold hold) {
        var minimum = minimum(hold);
        var proof = minimum;
        Optional<Needs.Proof> slowest = Optional.empty();
        var longest = Span.NONE;
        for (var each : needs.proofs(weight)) {
            var span = sinceNow(each);
            if (slowest.isEmpty() || !(span.typical() <= longest.typical())) {
                slowest = Optional.of(each);
                longest = span;
            }
            proof = proof.max(span);
        }
        double window =
                hold.until().isEmpty()
                        ? Span.seconds(hold.time())
                        : hold.atMost().isZero() ? proof.slow() : Span.seconds(hold.atMost());
        return new Stay(step, hold, weight, proof, slowest, minimum.fast(), window);
    }

    /// What was shown since the weight was raised counts; durations only once the candidate has warmed up.
    private Span sinceNow(Needs.Proof proof) {
        if (!proof.isOfDurations()) {
            return proof.span().minus(atWeight);
        }
        var cold = Span.of(plan.judge().warmUp()).minus(sinceFirst);
        var counted = sinceFirst.minus(Span.of(plan.judge().warmUp())).min(atWeight);
        return cold.plus(proof.span().minus(counted));
    }

    private Span minimum(Step.Hold hold) {
        return hold.minimum()
                .map(Span::of)
                .orElseGet(() -> Span.of(plan.judge().minimumDwell()).minus(atWeight));
    }

    private Span takes(Stay stay) {
        var hold = stay.hold();
        if (hold.until().isEmpty()) {
            var time = Span.of(hold.time());
            return hold.onProven().isEmpty() ? time : time.min(stay.proof());
        }
        return stay.proof();
    }

    private static String waitsFor(Stay stay) {
        if (stay.hold().until().isEmpty()) {
            return stay.hold().onProven().isEmpty() ? "time" : "time, or proof";
        }
        return "proof";
    }

    private Optional<Proof> proof(Stay stay) {
        return stay.slowest()
                .map(
                        slowest ->
                                new Proof(
                                        slowest.metric().name(),
                                        whole(slowest.requests()),
                                        Span.time(stay.proof().typical()),
                                        Span.time(stay.proof().slow())));
    }

    private List<Fault> faults(Stay stay) {
        var faults = new ArrayList<Fault>();
        effects.forEach(effect -> faults.add(fault(effect, stay, false)));
        needs.smallest(stay.weight(), stay.window())
                .ifPresent(found -> faults.add(fault(found, stay, true)));
        return faults;
    }

    private Fault fault(Effect effect, Stay stay, boolean isSmallest) {
        var found = needs.fault(stay.weight(), effect);
        return new Fault(
                effect.words(),
                isSmallest,
                Span.time(found.typical()),
                Span.time(found.slow()),
                whole(found.requests()),
                whole(found.failing()));
    }

    private static Optional<Long> whole(double number) {
        return number < 1e15 ? Optional.of((long) Math.ceil(number)) : Optional.empty();
    }
}
