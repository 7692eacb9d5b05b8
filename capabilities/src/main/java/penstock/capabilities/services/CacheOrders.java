package penstock.capabilities.services;

import java.util.ArrayList;
import java.util.List;
import penstock.kernel.Action;
import penstock.kernel.Change;
import penstock.kernel.ResourceService;
import penstock.model.Default;
import penstock.model.Encoder;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// Has caches forget what they keep.
final class CacheOrders {
    private CacheOrders() {}

    /// @param path answers to targets that begin so; empty for all
    record Order(@Default("''") String path) {
        Order {
            if (!path.isEmpty() && !path.matches("/[!-~]{0,2047}")) {
                throw new IllegalArgumentException(
                        "path: \""
                                + path
                                + "\" (expected: how the paths begin, such as /products; or nothing for all)");
            }
        }
    }

    static Action<?> purge() {
        return new Action<>(
                "purge",
                "Has the gateway forget the answers of the service that it keeps, or those to targets that begin with a path.",
                Order.class,
                true,
                CacheOrders::purge);
    }

    private static Node purge(Action.Call<Order> call, ResourceService resources) {
        var service = resources.require(Service.KIND, call.ref());
        if (service.spec().route().flatMap(RouteSpec::cache).isEmpty()) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "no-cache",
                            "service/"
                                    + service.name()
                                    + " has no cache, so nothing of it is kept. Add spec.route.cache."));
        }
        var known = resources.find(CachePurge.KIND, CachePurge.ref(call.ref()));
        var orders = new ArrayList<>(known.map(found -> found.spec().orders()).orElse(List.of()));
        long next = orders.isEmpty() ? 1 : orders.getLast().number() + 1;
        orders.add(new CachePurge.Order(next, call.input().path()));
        var last = orders.subList(Math.max(0, orders.size() - CachePurge.MOST), orders.size());
        var change =
                Change.of(
                                CachePurge.KIND,
                                CachePurge.ref(call.ref()),
                                new CachePurge.Spec(last),
                                call.principal(),
                                call.reason())
                        // two orders at once must not have one number
                        .expecting(known.map(found -> found.metadata().revision()).orElse(0L));
        return Encoder.encode(resources.apply(change.as("purge")).spec());
    }
}
