package penstock.capabilities.services;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Which instances a demand keeps, which it has too many of, and which ids are missing. The same demand and instances
/// always lead to the same answer, so that routing and stopping agree.
///
/// @param missing ids of instances to start, with the arm they belong to
public record Assignment(List<Instance> kept, List<Instance> surplus, List<Missing> missing) {
    /// An instance that should exist and does not.
    ///
    /// @param elsewhere where it is, when somebody else runs it
    /// @param host the name or address that it is known by
    public record Missing(String id, Demand.Arm arm, Optional<Endpoint> elsewhere, String host) {}

    /// @param service `environment/name`
    public static Assignment of(String service, Demand demand, List<Instance> instances) {
        var kept = new ArrayList<Instance>();
        var missing = new ArrayList<Missing>();
        for (var arm : demand.arms()) {
            if (arm.elsewhere().isPresent()) {
                elsewhere(service, arm, instances, kept, missing);
                continue;
            }
            var usable =
                    instances.stream()
                            .filter(instance -> arm.has(instance.spec()))
                            .filter(Assignment::isUsable)
                            .sorted(
                                    Comparator.comparing((Instance instance) -> !instance.isReady())
                                            .thenComparing(Instance::id))
                            .limit(arm.instances())
                            .toList();
            kept.addAll(usable);
            IntStream.iterate(1, number -> number + 1)
                    .mapToObj(number -> id(service, arm, number))
                    .filter(
                            id ->
                                    instances.stream()
                                            .noneMatch(instance -> instance.id().equals(id)))
                    .limit(Math.max(0, arm.instances() - usable.size() - failed(arm, instances)))
                    .forEach(
                            id ->
                                    missing.add(
                                            new Missing(
                                                    id, arm, Optional.empty(), Endpoint.LOOPBACK)));
        }
        var surplus = instances.stream().filter(instance -> !kept.contains(instance)).toList();
        return new Assignment(kept, surplus, missing);
    }

    /// All instances that somebody else runs, and while some may not be found yet, those that were known before.
    private static void elsewhere(
            String service,
            Demand.Arm arm,
            List<Instance> instances,
            List<Instance> kept,
            List<Missing> missing) {
        var whereabouts = arm.elsewhere().orElseThrow();
        instances.stream()
                .filter(instance -> arm.has(instance.spec()) && isUsable(instance))
                .filter(
                        instance ->
                                arm.place(instance.spec()).isPresent() || !whereabouts.isComplete())
                .forEach(kept::add);
        for (var place : whereabouts.places()) {
            var id = place.id(service, arm);
            if (instances.stream().noneMatch(instance -> instance.id().equals(id))) {
                missing.add(new Missing(id, arm, Optional.of(place.endpoint()), place.host()));
            }
        }
    }

    /// A failed instance is not replaced by another that would fail too; its restart is decided where it runs.
    private static int failed(Demand.Arm arm, List<Instance> instances) {
        return (int)
                instances.stream()
                        .filter(instance -> arm.has(instance.spec()))
                        .filter(instance -> instance.state() == Instance.State.FAILED)
                        .count();
    }

    private static boolean isUsable(Instance instance) {
        return switch (instance.state()) {
            case STARTING, READY, NOT_READY, BACKING_OFF, CRASH_LOOPING -> true;
            case STOPPING, FAILED, EXITED -> false;
        };
    }

    private static String id(String service, Demand.Arm arm, int number) {
        var kind = arm.isBaseline() ? ".baseline." : ".";
        return service.replace('/', '.') + "." + arm.release() + kind + number;
    }
}
