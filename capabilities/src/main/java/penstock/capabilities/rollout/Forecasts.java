package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.capabilities.rollout.Forecast.Finding;
import penstock.capabilities.rollout.Forecast.Subject;
import penstock.capabilities.routing.Traffic;
import penstock.capabilities.services.PlanChoice;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Service;
import penstock.kernel.Action;
import penstock.kernel.ResourceService;
import penstock.model.Encoder;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Resource;
import penstock.model.Violation;

/// Tells what would come of a release before it begins, and refuses one whose plan can come to no good end by itself.
final class Forecasts {
    private static final String FIRST =
            "nothing to compare with: the first release gets all traffic as soon as it is ready";

    private final Judging judging;

    Forecasts(Judging judging) {
        this.judging = judging;
    }

    /// What somebody wants to know before a release.
    ///
    /// @param version that would be released
    /// @param profile instead of the service's
    /// @param rollout instead of the service's section of this name
    /// @param plan a whole plan, as a Profile has it
    /// @param rate of requests, instead of what was measured
    /// @param effects how much worse a candidate is, by metric: how soon it would be found
    record Question(
            Optional<String> version,
            Optional<String> profile,
            Optional<PlanChoice> rollout,
            Optional<PlanSpec> plan,
            Optional<RequestRate> rate,
            Map<String, String> effects) {
        public Question {
            effects = Map.copyOf(effects);
            long plans =
                    List.of(profile, rollout, plan).stream().filter(Optional::isPresent).count();
            if (plans > 1) {
                throw new IllegalArgumentException(
                        "plan: "
                                + plans
                                + " ways to say it (expected: at most one of profile, rollout and plan)");
            }
        }
    }

    Node plan(Action.Call<Question> call, ResourceService resources) {
        var service = resources.require(Service.KIND, call.ref());
        var question = call.input();
        var plan = planOf(question, service, resources);
        var wrong = new ArrayList<Violation>();
        var metrics = new Terms(plan.judge()).ofRequests();
        var effects = Effect.parse(question.effects(), metrics, wrong);
        if (!wrong.isEmpty()) {
            throw new ProblemException(new Problem.Invalid("plan", wrong));
        }
        var subject =
                new Subject(service.name().value(), question.version(), name(question, service));
        var expectation = expectation(service);
        var counted =
                question.rate()
                        .map(rate -> expectation.withRate(rate.perSecond()))
                        .orElse(expectation);
        boolean isFirst = isFirst(service, resources) && question.rate().isEmpty();
        return Encoder.encode(
                isFirst
                        ? first(subject)
                        : forecast(
                                service,
                                subject,
                                plan,
                                counted,
                                effects.isEmpty() ? Effect.usual(metrics) : effects));
    }

    private static PlanSpec planOf(
            Question question,
            Resource<Service.Spec, Service.Status> service,
            ResourceService resources) {
        int instances = service.spec().run().size();
        if (question.plan().isPresent()) {
            return Profiles.expand(question.plan().get(), instances);
        }
        return ReleaseOrders.plan(
                service,
                question.profile()
                        .map(PlanChoice::parse)
                        .or(question::rollout)
                        .orElse(service.spec().rollout()),
                resources);
    }

    private static String name(Question question, Resource<Service.Spec, Service.Status> service) {
        return question.plan().isPresent()
                ? "of its own"
                : question.profile()
                        .or(() -> question.rollout().map(PlanChoice::profile))
                        .orElse(service.spec().rollout().profile());
    }

    private static boolean isFirst(
            Resource<Service.Spec, Service.Status> service, ResourceService resources) {
        return Demands.lastCompleted(Demands.rollouts(resources, service.ref())).isEmpty();
    }

    private Expectation expectation(Resource<Service.Spec, Service.Status> service) {
        var route = Traffic.key(service.ref());
        return Expectation.of(judging.recent(route), judging.usual(route));
    }

    private static Forecast first(Subject subject) {
        return new Forecast(
                subject.service(),
                subject.version(),
                subject.profile(),
                FIRST,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static Forecast forecast(
            Resource<Service.Spec, Service.Status> service,
            Subject subject,
            PlanSpec plan,
            Expectation expectation,
            List<Effect> effects) {
        boolean isRouted = service.spec().route().isPresent();
        boolean isElsewhere = plan.judge().source().isPresent();
        var here = isRouted ? expectation : Expectation.unrouted();
        return Forecasting.of(subject, plan, isElsewhere ? Expectation.elsewhere() : here, effects);
    }

    /// What is known of a release that is about to begin.
    ///
    /// @throws ProblemException when its plan can come to no good end by itself, and nobody forces it
    Rollout.Outlook outlook(
            ReleaseOrders.Order order,
            Resource<Service.Spec, Service.Status> service,
            PlanSpec plan,
            ResourceService resources) {
        if (isFirst(service, resources)) {
            return Rollout.Outlook.FAIR;
        }
        var subject =
                new Subject(
                        service.name().value(),
                        Optional.of(order.version()),
                        ReleaseOrders.profileName(service, order.profile()));
        var forecast = forecast(service, subject, plan, expectation(service), List.of());
        if (forecast.isRefused() && order.force().isEmpty()) {
            throw refused(forecast);
        }
        return new Rollout.Outlook(
                texts(forecast.findings(), false), texts(forecast.findings(), true));
    }

    private static List<String> texts(List<Finding> findings, boolean isFatal) {
        return findings.stream()
                .filter(finding -> finding.isFatal() == isFatal)
                .map(Finding::toString)
                .toList();
    }

    private static ProblemException refused(Forecast forecast) {
        var lines = new ArrayList<String>();
        lines.add(
                "service/"
                        + forecast.service()
                        + ": the plan ("
                        + forecast.profile()
                        + ") can come to no good end by itself; traffic: "
                        + forecast.traffic());
        texts(forecast.findings(), true).forEach(text -> lines.add("  " + text));
        lines.add(
                "  See penstock rollout plan "
                        + forecast.service()
                        + "; --force --reason WHY releases all the same.");
        return new ProblemException(
                Problem.Refused.because("plan-cannot-succeed", String.join("\n", lines)));
    }
}
