package penstock.bench.judge;

import java.util.LinkedHashMap;
import java.util.List;
import penstock.bench.judge.world.Scenario;
import penstock.bench.judge.world.Scenarios;
import penstock.model.Node;

/// What all judges made of a scenario.
record Result(Scenario scenario, Plan plan, List<Score> scores) {
    Result {
        scores = List.copyOf(scores);
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("scenario", Node.text(scenario.name()));
        json.put("family", Node.text(Scenarios.word(scenario.family())));
        json.put("what", Node.text(scenario.what()));
        json.put("isGood", Node.bool(scenario.isGood()));
        json.put("schedule", Node.text(plan.name()));
        json.put("weights", Node.list(plan.weights().stream().map(Node::number).toList()));
        json.put("seconds", Node.number(plan.seconds()));
        json.put("rollouts", Node.number(scores.getFirst().endings().size()));
        json.put("judges", Node.list(scores.stream().map(Score::json).toList()));
        return Node.map(json);
    }
}
