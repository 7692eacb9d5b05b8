package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.Address;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.JudgeSpec;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Release;
import penstock.capabilities.services.RunSpec;
import penstock.capabilities.services.Service;
import penstock.kernel.ResourceService;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Violation;

/// What is different about releases whose instances somebody else runs: an order says where they are, and what Penstock would have to
/// start is refused.
final class Elsewhere {
    private Elsewhere() {}

    /// How the instances of an ordered release are run, or where they are.
    static RunSpec run(
            ReleaseOrders.Order order,
            Resource<Service.Spec, Service.Status> service,
            Optional<Resource<Release.Spec, Release.Status>> existing) {
        var base = existing.map(found -> found.spec().run()).orElse(service.spec().run());
        var violations = new ArrayList<Violation>();
        if (base.external().isEmpty()) {
            if (!order.addresses().isEmpty()) {
                violations.add(
                        new Violation(
                                "addresses",
                                order.addresses()
                                        + " (expected: none, as the service's run says process; external is for instances that run elsewhere)"));
            }
        } else {
            refuseWhatIsForProcesses(order, violations);
            boolean isNowhere =
                    order.addresses().isEmpty() && base.external().get().addresses().isEmpty();
            if (isNowhere) {
                violations.add(
                        new Violation(
                                "addresses",
                                "missing (expected: where the instances are, with penstock release --address 10.0.0.5:8080 or in the service's run.external.addresses)"));
            }
        }
        refuse(service, violations);
        boolean isSame =
                order.addresses().isEmpty()
                        || base.external()
                                .filter(found -> isSame(found.addresses(), order.addresses()))
                                .isPresent();
        return isSame ? base : base.at(order.addresses());
    }

    private static boolean isSame(List<Address> one, List<Address> other) {
        return one.size() == other.size() && new HashSet<>(one).equals(new HashSet<>(other));
    }

    private static void refuseWhatIsForProcesses(
            ReleaseOrders.Order order, List<Violation> violations) {
        var why = " (expected: none, as somebody else runs the instances)";
        order.artefact()
                .ifPresent(
                        artefact ->
                                violations.add(new Violation("artefact", artefact.name() + why)));
        if (!order.env().isEmpty()) {
            violations.add(new Violation("env", String.join(", ", order.env().keySet()) + why));
        }
    }

    /// Refuses a comparison with fresh instances of stable, which nobody here can start, and one in which the same instance would be
    /// on both sides.
    static void requirePossible(
            Resource<Service.Spec, Service.Status> service,
            Release.Spec release,
            PlanSpec plan,
            ResourceService resources) {
        var stable = stable(service, resources);
        boolean isElsewhere =
                release.run().external().isPresent()
                        || stable.filter(found -> found.run().external().isPresent()).isPresent();
        var judge = plan.judge();
        if (!isElsewhere || !judge.enabled()) {
            return;
        }
        var violations = new ArrayList<Violation>();
        if (judge.baseline() == JudgeSpec.Baseline.FRESH) {
            violations.add(
                    new Violation(
                            "rollout.judge.baseline",
                            "fresh (expected: pool, as somebody else runs the instances and none can be started to compare with)"));
        }
        var shared = new HashSet<>(endpoints(release));
        stable.filter(found -> !found.version().equals(release.version()))
                .ifPresentOrElse(found -> shared.retainAll(endpoints(found)), () -> shared.clear());
        shared.stream()
                .sorted()
                .forEach(
                        endpoint ->
                                violations.add(
                                        new Violation(
                                                "addresses",
                                                endpoint
                                                        + " (expected: an address that "
                                                        + stable.get().version()
                                                        + " does not have, as it cannot be compared with itself; or a plan without a judge, such as --profile atomic)")));
        refuse(service, violations);
    }

    private static Optional<Release.Spec> stable(
            Resource<Service.Spec, Service.Status> service, ResourceService resources) {
        return Demands.lastCompleted(Demands.rollouts(resources, service.ref()))
                .map(
                        last ->
                                Ref.in(
                                        service.metadata().environment().orElseThrow(),
                                        Release.KIND.name(),
                                        last.spec().release()))
                .flatMap(ref -> resources.find(Release.KIND, ref))
                .map(Resource::spec);
    }

    private static List<Endpoint> endpoints(Release.Spec release) {
        return release.run().external().stream()
                .flatMap(external -> external.addresses().stream())
                .flatMap(address -> address.endpoint().stream())
                .toList();
    }

    private static void refuse(
            Resource<Service.Spec, Service.Status> service, List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new ProblemException(
                    new Problem.Invalid("service/" + service.name(), violations));
        }
    }
}
