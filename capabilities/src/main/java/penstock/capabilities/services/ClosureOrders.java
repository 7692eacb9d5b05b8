package penstock.capabilities.services;

import java.util.List;
import java.util.Optional;
import penstock.kernel.Action;
import penstock.kernel.Change;
import penstock.kernel.ResourceService;
import penstock.model.Default;
import penstock.model.Encoder;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// Closes services and opens them again.
final class ClosureOrders {
    private ClosureOrders() {}

    /// What a service is closed with.
    record Order(@Default("maintenance") Closure.Mode mode) {}

    static List<Action<?>> actions() {
        return List.of(
                new Action<>(
                        "close",
                        "Answers requests with the maintenance page, or lets them wait.",
                        Order.class,
                        true,
                        ClosureOrders::close),
                new Action<>(
                        "open",
                        "Serves requests again.",
                        Action.Nothing.class,
                        true,
                        ClosureOrders::open));
    }

    private static Node close(Action.Call<Order> call, ResourceService resources) {
        var service = resources.require(Service.KIND, call.ref());
        if (service.spec().route().isEmpty()) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "no-route",
                            "service/"
                                    + service.name()
                                    + " has no route, so no requests come through the gateway. Add spec.route."));
        }
        var spec = new Closure.Spec(call.input().mode(), call.reason());
        var change =
                Change.of(
                        Closure.KIND,
                        Closure.ref(call.ref()),
                        spec,
                        call.principal(),
                        call.reason());
        return Encoder.encode(resources.apply(change.as("close")).spec());
    }

    private static Node open(Action.Call<Action.Nothing> call, ResourceService resources) {
        resources.require(Service.KIND, call.ref());
        if (Closure.of(call.ref(), resources).isEmpty()) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "not-closed", "service/" + call.ref().name() + " is not closed."));
        }
        resources.delete(
                Closure.KIND,
                Closure.ref(call.ref()),
                Optional.empty(),
                call.principal(),
                call.reason());
        return Node.map(java.util.Map.of());
    }
}
