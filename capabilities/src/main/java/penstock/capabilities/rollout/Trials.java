package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.Optional;
import penstock.capabilities.checks.CheckOrder;
import penstock.capabilities.checks.CheckRunner;
import penstock.capabilities.checks.Finding;
import penstock.capabilities.checks.Subject;
import penstock.capabilities.routing.Traffic;
import penstock.capabilities.services.CheckSpec;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.KayentaSpec;
import penstock.capabilities.services.Service;
import penstock.capabilities.services.Target;
import penstock.kernel.Action;
import penstock.kernel.ResourceService;
import penstock.model.Default;
import penstock.model.DurationText;
import penstock.model.Encoder;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Suggestions;
import penstock.model.Weight;

/// Makes one measurement of a check outside of any rollout. Nothing is stored, and nothing follows from it.
final class Trials {
    private final Target target;
    private final CheckRunner checks;

    Trials(Target target, CheckRunner checks) {
        this.target = target;
        this.checks = checks;
    }

    /// @param name of one of the checks of the service's plan
    /// @param check instead of that of the plan
    /// @param version that is measured; without it the candidate, or stable when there is none
    record Order(String name, Optional<CheckSpec> check, @Default("''") String version) {}

    Node measure(Action.Call<Order> call, ResourceService resources) {
        var service = resources.require(Service.KIND, call.ref());
        var name = call.input().name();
        var spec = call.input().check().orElseGet(() -> planned(service, name, resources));
        var version = version(service, call.input().version());
        var subject = subject(service, version);
        var window = spec.kayenta().map(KayentaSpec::lifetime).orElse(Duration.ZERO);
        var finding = checks.measure(new CheckOrder(name, spec, subject, window, true));
        return answer(name, spec, version, finding);
    }

    private static CheckSpec planned(
            Resource<Service.Spec, Service.Status> service,
            String name,
            ResourceService resources) {
        var choice = service.spec().rollout();
        var plan = choice.onto(Profiles.find(choice.profile(), resources));
        var known = plan.checks().keySet().stream().sorted().toList();
        return Optional.ofNullable(plan.checks().get(name))
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        new Problem.NotFound(
                                                "The check \"" + name + "\" of " + service.ref(),
                                                " (expected: one of "
                                                        + known
                                                        + ")"
                                                        + Suggestions.hint(name, known))));
    }

    private static String version(Resource<Service.Spec, Service.Status> service, String wanted) {
        if (!wanted.isEmpty()) {
            return wanted;
        }
        return service.status()
                .candidate()
                .or(service.status()::stable)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        Problem.Refused.because(
                                                "nothing-to-check",
                                                service.ref()
                                                        + " has no version (expected: release one, or name one with version)")));
    }

    private Subject subject(Resource<Service.Spec, Service.Status> service, String version) {
        return new Subject(
                service.metadata().environment().orElseThrow().value(),
                service.name().value(),
                version,
                service.status().stable().orElse(""),
                "",
                "",
                0,
                Weight.NONE,
                url(service.ref(), version));
    }

    private String url(Ref service, String version) {
        return target.instances().stream()
                .filter(each -> each.spec().service().equals(Traffic.key(service)))
                .filter(each -> each.spec().version().equals(version))
                .filter(Instance::isReady)
                .map(each -> "http://" + each.host() + ":" + each.port())
                .findFirst()
                .orElse("");
    }

    private static Node answer(String name, CheckSpec spec, String version, Finding finding) {
        return Encoder.encode(finding)
                .with("check", Node.text(name))
                .with("version", Node.text(version))
                .with("every", Node.text(DurationText.format(spec.interval())));
    }

    Action<Order> action() {
        return new Action<>(
                "check",
                "Makes one measurement of a check, outside of any rollout.",
                Order.class,
                true,
                this::measure);
    }
}
