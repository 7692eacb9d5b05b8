package penstock.capabilities.rollout;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import penstock.capabilities.checks.CheckRunner;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Service;
import penstock.capabilities.services.Target;
import penstock.kernel.Action;
import penstock.kernel.Admission;
import penstock.kernel.Capability;
import penstock.kernel.Column;
import penstock.kernel.Registration;
import penstock.kernel.ResourceService;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Violation;

/// Registers the kinds Rollout and Profile, and what services gain by them.
public final class Rollouts {
    private Rollouts() {}

    public static Capability capability(Judging judging, CheckRunner checks, InstantSource clock) {
        return new Capability(
                "rollout",
                "Brings releases in, judges them, takes them back.",
                List.of(rollouts(judging, clock), profiles(checks)));
    }

    private static Registration<Rollout.Spec, Rollout.Status> rollouts(
            Judging judging, InstantSource clock) {
        return new Registration<>(
                Rollout.KIND,
                "One attempt to bring a release into an environment.",
                Rollouts::onlyOrdersChange,
                actions(judging, clock),
                List.of(
                        new Column("SERVICE", "spec.service"),
                        new Column("VERSION", "spec.version"),
                        new Column("PROFILE", "spec.profile"),
                        new Column("PHASE", "status.phase"),
                        new Column("WEIGHT", "status.weight"),
                        new Column("REASON", "status.reason")),
                Rollouts::shutsTheGate,
                true);
    }

    private static List<Action<?>> actions(Judging judging, InstantSource clock) {
        var orders = new RolloutOrders(judging, clock);
        var nothing = Action.Nothing.class;
        return List.of(
                new Action<>(
                        "pause", "Holds the weight until resume.", nothing, true, orders::pause),
                new Action<>("resume", "Goes on after a pause.", nothing, true, orders::resume),
                new Action<>(
                        "skip",
                        "Ends the present hold or check, and goes on with the next step.",
                        nothing,
                        true,
                        orders::skip),
                new Action<>(
                        "promote", "Skips the remaining steps.", nothing, true, orders::promote),
                new Action<>(
                        RolloutOrders.ABORT,
                        "Sends all users back to stable, at once.",
                        nothing,
                        true,
                        orders::abort),
                new Action<>(
                        "approve", "Approves the present step.", nothing, true, orders::approve),
                new Action<>(
                        "verdict", "What the judge says now.", nothing, false, orders::verdict),
                new Action<>(
                        "explanation",
                        "Why it ended, or stands, as it does.",
                        Evidences.Ask.class,
                        false,
                        judging.evidences()::explanation),
                new Action<>(
                        "replay",
                        "Judges its evidence once more, also by another policy.",
                        Evidences.Again.class,
                        false,
                        judging.evidences()::replay));
    }

    /// The actions `abort` and `rollback`, a rollback whatever its reason, and all that their controller does because of them until
    /// the rollout has ended. A pause is not among them: on a full disk no weight is raised anyway. Nor is what somebody writes into
    /// a rollout: it could be of any size, and say that it is an abort.
    static boolean shutsTheGate(
            String verb,
            Optional<Resource<Rollout.Spec, Rollout.Status>> stored,
            Resource<Rollout.Spec, Rollout.Status> wanted) {
        boolean isUnderWay =
                stored.filter(found -> !found.status().phase().isTerminal()).isPresent();
        return switch (verb) {
            case ReleaseOrders.BACK -> stored.isEmpty();
            case RolloutOrders.ABORT -> isUnderWay;
            case "status" -> isUnderWay && isOnTheWayBack(wanted);
            default -> false;
        };
    }

    private static boolean isOnTheWayBack(Resource<Rollout.Spec, Rollout.Status> wanted) {
        var phase = wanted.status().phase();
        boolean isTakenBack =
                phase == Phase.ROLLING_BACK || (phase.isTerminal() && phase != Phase.COMPLETED);
        return isTakenBack
                || wanted.spec().orders().abort().isPresent()
                || wanted.spec().profile().equals(ReleaseOrders.BACK);
    }

    /// A rollout's plan is what it was when it began. Rollouts are made by the service's action `release`.
    private static List<Violation> onlyOrdersChange(
            Optional<Resource<Rollout.Spec, Rollout.Status>> stored,
            Resource<Rollout.Spec, Rollout.Status> wanted,
            Admission.Lookup lookup) {
        boolean isSame =
                stored.map(found -> found.spec().with(wanted.spec().orders()).equals(wanted.spec()))
                        .orElse(true);
        return isSame
                ? List.of()
                : List.of(
                        new Violation(
                                "spec",
                                "changed (expected: only orders change; release again for another plan)"));
    }

    private static Registration<PlanSpec, Profile.Status> profiles(CheckRunner checks) {
        return new Registration<>(
                Profile.KIND,
                "A rollout plan under a name.",
                (stored, wanted, lookup) ->
                        isReserved(wanted.name().value())
                                ? List.of(
                                        new Violation(
                                                "metadata.name",
                                                "\""
                                                        + wanted.name()
                                                        + "\" (expected: a name that is not a built-in profile's)"))
                                : faults(wanted.spec(), "spec.checks.", checks),
                List.of(),
                List.of(
                        new Column("STRATEGY", "spec.strategy"),
                        new Column("KEEP-WARM", "spec.keepWarm")));
    }

    /// What a rollout back to a kept version is marked with is no name for anything else.
    private static boolean isReserved(String name) {
        return Profiles.BUILT_IN.containsKey(name) || name.equals(ReleaseOrders.BACK);
    }

    /// Actions on services.
    public static List<Action<?>> serviceActions(
            Target target,
            Function<String, Optional<Path>> artefacts,
            Judging judging,
            CheckRunner checks,
            InstantSource clock) {
        var forecasts = new Forecasts(judging);
        var releases = new ReleaseOrders(target, artefacts, forecasts);
        var orders = new RolloutOrders(judging, clock);
        var actions = new ArrayList<Action<?>>();
        actions.add(
                new Action<>(
                        "release",
                        "Releases a version.",
                        ReleaseOrders.Order.class,
                        true,
                        releases::release));
        actions.add(
                new Action<>(
                        "plan",
                        "Tells what would come of a release: how long each step takes, what it finds, and what speaks against it. Changes nothing.",
                        Forecasts.Question.class,
                        true,
                        forecasts::plan));
        actions.add(
                new Action<>(
                        ReleaseOrders.BACK,
                        "Goes back to a kept version.",
                        ReleaseOrders.Back.class,
                        true,
                        releases::rollBack));
        actions.add(
                new Action<>(
                        "history",
                        "The last rollouts.",
                        Action.Nothing.class,
                        false,
                        orders::history));
        actions.add(
                new Action<>(
                        "deployment",
                        "The state of its deployment.",
                        Action.Nothing.class,
                        false,
                        orders::deployment));
        actions.add(
                new Action<>(
                        "traffic",
                        "What its versions served since the server started, by role.",
                        Action.Nothing.class,
                        false,
                        orders::traffic));
        actions.add(new Trials(target, checks).action());
        return actions;
    }

    /// Aborts a rollout as its action does, for an order that was given while no server ran.
    ///
    /// @return false when it was aborted already
    public static boolean abort(
            ResourceService resources,
            InstantSource clock,
            Judging judging,
            Action.Call<Action.Nothing> call) {
        var rollout = resources.require(Rollout.KIND, call.ref());
        if (rollout.spec().orders().abort().isPresent()) {
            return false;
        }
        new RolloutOrders(judging, clock).abort(call, resources);
        return true;
    }

    /// The newest rollout that a service had at a time.
    public static Optional<Ref> newest(ResourceService resources, Ref service, Instant at) {
        return Demands.rollouts(resources, service).reversed().stream()
                .filter(found -> !found.metadata().created().orElseThrow().at().isAfter(at))
                .map(Resource::ref)
                .findFirst();
    }

    private static List<Violation> faults(PlanSpec plan, String path, CheckRunner checks) {
        var violations = new ArrayList<Violation>();
        plan.checks()
                .forEach(
                        (name, check) ->
                                checks.faults(check)
                                        .forEach(
                                                fault ->
                                                        violations.add(
                                                                new Violation(
                                                                        path + name, fault))));
        return violations;
    }

    /// Refuses a service whose plan cannot be made, with the names that exist, and queries that are none.
    public static List<Violation> checkPlan(
            Resource<Service.Spec, Service.Status> wanted,
            Admission.Lookup lookup,
            CheckRunner checks) {
        try {
            var choice = wanted.spec().rollout();
            var plan = choice.onto(Profiles.find(choice.profile(), lookup));
            return faults(plan, "spec.rollout.checks.", checks);
        } catch (IllegalArgumentException e) {
            return List.of(new Violation("spec.rollout.profile", String.valueOf(e.getMessage())));
        }
    }
}
