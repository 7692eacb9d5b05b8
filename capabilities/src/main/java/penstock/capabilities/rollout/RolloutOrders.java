package penstock.capabilities.rollout;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import penstock.capabilities.rollout.Rollout.Approval;
import penstock.capabilities.rollout.Rollout.Order;
import penstock.capabilities.rollout.Rollout.Orders;
import penstock.capabilities.routing.Traffic;
import penstock.capabilities.services.Service;
import penstock.capabilities.services.Step;
import penstock.kernel.Action;
import penstock.kernel.ResourceService;
import penstock.model.DurationText;
import penstock.model.Encoder;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Resource;

/// What people can ask of a rollout that is under way. Each order is recorded in the rollout and then carried out by its
/// controller, also when the server was down in between.
final class RolloutOrders {
    static final String ABORT = "abort";

    private final Judging judging;
    private final InstantSource clock;

    RolloutOrders(Judging judging, InstantSource clock) {
        this.judging = judging;
        this.clock = clock;
    }

    Node pause(Action.Call<Action.Nothing> call, ResourceService resources) {
        return order(call, resources, "pause", orders -> orders.paused(order(call)));
    }

    Node resume(Action.Call<Action.Nothing> call, ResourceService resources) {
        return order(call, resources, "resume", Orders::resumed);
    }

    Node promote(Action.Call<Action.Nothing> call, ResourceService resources) {
        return order(call, resources, "promote", orders -> orders.promoted(order(call)));
    }

    Node abort(Action.Call<Action.Nothing> call, ResourceService resources) {
        return order(call, resources, ABORT, orders -> orders.aborted(order(call)));
    }

    Node approve(Action.Call<Action.Nothing> call, ResourceService resources) {
        var rollout = resources.require(Rollout.KIND, call.ref());
        int step = rollout.status().step();
        var steps = rollout.spec().plan().steps();
        if (step >= steps.size() || !(steps.get(step) instanceof Step.Approve)) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "not-waiting-for-approval",
                            "rollout/"
                                    + rollout.name()
                                    + " is at \""
                                    + Rollout.words(rollout.spec().plan(), step)
                                    + "\" and waits for no approval."));
        }
        var approval = new Approval(step, call.principal().name(), clock.instant(), call.reason());
        return order(call, resources, "approve", orders -> orders.approved(approval));
    }

    /// Ends the present hold or check; from a pause, `resume` goes on.
    Node skip(Action.Call<Action.Nothing> call, ResourceService resources) {
        var rollout = resources.require(Rollout.KIND, call.ref());
        int step = rollout.status().step();
        var steps = rollout.spec().plan().steps();
        boolean isSkippable =
                rollout.status().phase() == Phase.PROGRESSING
                        && step < steps.size()
                        && switch (steps.get(step)) {
                            case Step.Hold _, Step.Check _ -> true;
                            case Step.Weight _, Step.Approve _, Step.Pause _ -> false;
                        };
        if (!isSkippable) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "nothing-to-skip",
                            "rollout/"
                                    + rollout.name()
                                    + " is "
                                    + Encoder.encode(rollout.status()).textAt("phase")
                                    + " at \""
                                    + Rollout.words(rollout.spec().plan(), step)
                                    + "\" (expected: a hold or a check under way; approve an approval, resume a pause)."));
        }
        var skip = new Approval(step, call.principal().name(), clock.instant(), call.reason());
        return order(call, resources, "skip", orders -> orders.skipped(skip));
    }

    private Order order(Action.Call<?> call) {
        return new Order(call.principal().name(), clock.instant(), call.reason());
    }

    private Node order(
            Action.Call<?> call,
            ResourceService resources,
            String verb,
            UnaryOperator<Orders> change) {
        var rollout = resources.require(Rollout.KIND, call.ref());
        var phase = rollout.status().phase();
        if (phase.isTerminal()) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "rollout-ended",
                            "rollout/"
                                    + rollout.name()
                                    + " has ended ("
                                    + Encoder.encode(rollout.status()).textAt("phase")
                                    + "); there is nothing to "
                                    + verb
                                    + (phase == Phase.COMPLETED
                                            ? ". To go back, use rollout rollback."
                                            : ".")));
        }
        var changed =
                resources.edit(
                        Rollout.KIND,
                        call.ref(),
                        call.principal(),
                        verb,
                        call.reason(),
                        spec -> spec.with(change.apply(spec.orders())));
        return Encoder.encode(changed.status());
    }

    /// What the judge says at this moment, with the figures behind it.
    Node verdict(Action.Call<Action.Nothing> call, ResourceService resources) {
        var rollout = resources.require(Rollout.KIND, call.ref());
        var evidence =
                judging.opinion(call.ref())
                        .map(Judgement.Opinion::evidence)
                        .or(() -> rollout.status().evidence());
        return evidence.map(Encoder::encode)
                .orElseGet(
                        () ->
                                Node.map(
                                        Map.of(
                                                "verdict",
                                                Node.text("not-known"),
                                                "sentence",
                                                Node.text("no data yet"))));
    }

    /// DEL-27: one record for each rollout, the latest first.
    Node history(Action.Call<Action.Nothing> call, ResourceService resources) {
        var records =
                Demands.rollouts(resources, call.ref()).reversed().stream()
                        .limit(ReleaseOrders.KEPT)
                        .map(RolloutOrders::historyRecord)
                        .toList();
        return Node.map(Map.of("items", Node.list(records)));
    }

    private static Node historyRecord(Resource<Rollout.Spec, Rollout.Status> rollout) {
        var fields = new LinkedHashMap<String, Node>();
        var status = rollout.status();
        fields.put("rollout", Node.text(rollout.name().value()));
        fields.put("timestamp", Node.text(status.startedAt().map(Object::toString).orElse("")));
        fields.put("application", Node.text(rollout.spec().service().value()));
        fields.put("version", Node.text(rollout.spec().version()));
        fields.put(
                "environment", Node.text(rollout.metadata().environment().orElseThrow().value()));
        fields.put("phase", Node.text(Encoder.encode(status).textAt("phase")));
        fields.put("success", Node.bool(status.phase() == Phase.COMPLETED));
        fields.put("error", Node.text(status.phase() == Phase.COMPLETED ? "" : status.message()));
        fields.put("duration", Node.text(status.duration().map(DurationText::format).orElse("")));
        return Node.map(fields);
    }

    /// What each version served, also what is not judged.
    Node traffic(Action.Call<Action.Nothing> call, ResourceService resources) {
        var service = resources.require(Service.KIND, call.ref());
        var route = Traffic.key(service.ref());
        return Node.map(
                java.util.Map.of(
                        "items", Node.list(judging.served(route)),
                        "ejected", Node.list(judging.ejected(route))));
    }

    /// DEL-28: what is going on with a service.
    Node deployment(Action.Call<Action.Nothing> call, ResourceService resources) {
        var service = resources.require(Service.KIND, call.ref());
        var all = Demands.rollouts(resources, call.ref());
        var fields = new HashMap<String, Node>();
        fields.put(
                "current_environment", Node.text(call.ref().environment().orElseThrow().value()));
        fields.put("current_version", Node.text(service.status().stable().orElse("")));
        fields.put(
                "deployment_count", Node.number(all.isEmpty() ? 0 : all.getLast().spec().number()));
        fields.put(
                "deployment_state",
                Node.text(
                        all.isEmpty() ? "idle" : all.getLast().status().phase().deploymentState()));
        if (!all.isEmpty()) {
            fields.put("last_deployment", historyRecord(all.getLast()));
        }
        return Node.map(fields);
    }
}
