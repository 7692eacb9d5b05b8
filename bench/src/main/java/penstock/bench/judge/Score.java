package penstock.bench.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import penstock.bench.judge.contender.Contender;
import penstock.bench.rig.Quantiles;
import penstock.model.Node;

/// What became of all rollouts of a scenario with one judge.
///
/// @param rate requests a second of both versions
record Score(Contender judge, Plan plan, double rate, List<Ending> endings) {
    private static final double DAY = 24 * 60 * 60;

    Score {
        endings = List.copyOf(endings);
    }

    Proportion share(Ending.Outcome outcome) {
        return new Proportion(
                endings.stream().filter(each -> each.outcome() == outcome).count(), endings.size());
    }

    /// Of a figure of the rollouts with that outcome; nothing if there were none.
    Optional<Quantiles> of(Ending.Outcome outcome, ToDoubleFunction<Ending> figure) {
        var values =
                endings.stream()
                        .filter(each -> each.outcome() == outcome)
                        .map(figure::applyAsDouble)
                        .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(new Quantiles(values));
    }

    /// Of a figure of all rollouts.
    Quantiles all(ToDoubleFunction<Ending> figure) {
        return new Quantiles(endings.stream().map(figure::applyAsDouble).toList());
    }

    /// Seconds until the candidate was gone; the length of the plan if it never was.
    Quantiles untilGone() {
        return all(
                each ->
                        each.outcome() == Ending.Outcome.ROLLED_BACK
                                ? each.seconds()
                                : plan.seconds());
    }

    /// What users suffer in a day: a candidate that was not rolled back goes on failing as it did, at the weight it was left
    /// at. After a promotion, and after a fixed schedule, that is all of them.
    double failingInADay(Ending ending) {
        if (ending.outcome() == Ending.Outcome.ROLLED_BACK || ending.requests() == 0) {
            return ending.failing();
        }
        var isHeld = plan.isDriven() && ending.outcome() == Ending.Outcome.UNDECIDED;
        var weight = isHeld ? plan.weights().get(ending.stages().size()) : 1;
        var share = (double) ending.failing() / ending.requests();
        return ending.failing() + share * rate * weight * (DAY - ending.seconds());
    }

    /// Median seconds at which each stage ended, of those promoted.
    List<Double> stages() {
        var promoted =
                endings.stream().filter(each -> each.outcome() == Ending.Outcome.PROMOTED).toList();
        if (promoted.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, plan.weights().size())
                .mapToObj(
                        stage ->
                                new Quantiles(
                                                promoted.stream()
                                                        .map(each -> each.stages().get(stage))
                                                        .toList())
                                        .at(0.5))
                .toList();
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("judge", Node.text(judge.name()));
        json.put("what", Node.text(judge.what()));
        for (var outcome : Ending.Outcome.values()) {
            json.put(word(outcome), json(share(outcome)));
        }
        json.put("untilGoneSeconds", distribution(untilGone()));
        of(Ending.Outcome.ROLLED_BACK, Ending::seconds)
                .ifPresent(found -> json.put("rollbackSeconds", distribution(found)));
        of(Ending.Outcome.PROMOTED, each -> each.seconds() / 60)
                .ifPresent(found -> json.put("promotionMinutes", distribution(found)));
        if (!stages().isEmpty()) {
            json.put("stageSeconds", Node.list(stages().stream().map(Node::number).toList()));
        }
        json.put("candidateRequests", distribution(all(Ending::requests)));
        json.put("failingRequests", distribution(all(Ending::failing)));
        json.put("failingRequestsInADay", distribution(all(this::failingInADay)));
        return Node.map(json);
    }

    private static String word(Ending.Outcome outcome) {
        return switch (outcome) {
            case ROLLED_BACK -> "rolledBack";
            case PROMOTED -> "promoted";
            case UNDECIDED -> "undecided";
        };
    }

    private static Node json(Proportion share) {
        var json = new LinkedHashMap<String, Node>();
        json.put("count", Node.number(share.happened()));
        json.put("share", Node.number(share.share()));
        json.put("low95", Node.number(share.low()));
        json.put("high95", Node.number(share.high()));
        return Node.map(json);
    }

    /// The usual ones, and every twentieth.
    private static Node distribution(Quantiles quantiles) {
        var json = new LinkedHashMap<String, Node>(quantiles.figures());
        var steps = new ArrayList<Node>();
        for (var i = 0; i <= 20; i++) {
            steps.add(Node.number(quantiles.at(i / 20.0)));
        }
        json.put("every5Percent", Node.list(steps));
        return Node.map(json);
    }
}
