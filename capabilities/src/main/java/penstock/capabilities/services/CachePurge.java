package penstock.capabilities.services;

import java.util.List;
import penstock.gateway.routes.CacheRule;
import penstock.kernel.Admission;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Scope;

/// What the cache of the service of the same name was last ordered to forget. It stays when the service goes, so that its numbers go
/// on should the service come back: a gateway carries each number out once.
public final class CachePurge {
    public static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "CachePurge",
                    "cachepurges",
                    Scope.ENVIRONMENT,
                    Spec.class,
                    Status.class,
                    new Status(),
                    false);

    /// A gateway that has missed more forgets everything.
    static final int MOST = 16;

    private CachePurge() {}

    /// @param orders the last ones, the oldest first
    public record Spec(List<Order> orders) {
        public Spec {
            orders = List.copyOf(orders);
            if (orders.size() > MOST) {
                throw new IllegalArgumentException(
                        "orders: " + orders.size() + " (expected: at most " + MOST + ")");
            }
            long last = 0;
            for (var order : orders) {
                if (order.number() <= last) {
                    throw new IllegalArgumentException(
                            "orders: number "
                                    + order.number()
                                    + " (expected: more than "
                                    + last
                                    + ")");
                }
                last = order.number();
            }
        }
    }

    /// @param number from 1
    /// @param path answers to targets that begin so; empty for all
    public record Order(long number, @Default("''") String path) {}

    public record Status() {}

    static Ref ref(Ref service) {
        return Ref.in(service.environment().orElseThrow(), KIND.name(), service.name());
    }

    /// The orders for the cache of a service.
    public static List<CacheRule.Purge> of(Ref service, Admission.Lookup resources) {
        return resources.find(KIND, ref(service)).stream()
                .flatMap(found -> found.spec().orders().stream())
                .map(order -> new CacheRule.Purge(order.number(), order.path()))
                .toList();
    }
}
