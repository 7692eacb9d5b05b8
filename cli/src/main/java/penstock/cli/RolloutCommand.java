package penstock.cli;

import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.RolloutView;
import penstock.cli.api.Wire;
import penstock.cli.local.LeftOrders;
import penstock.cli.terminal.Table;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollout",
        description = {
            "Shows or steers the newest rollout of a service.",
            "status, watch, history; pause, resume, skip (the present step), promote (at once), abort, approve;",
            "rollback to a kept version; plan: how long a release will take, what it will find, and what speaks against it.",
            "explain tells why it ended, or stands, as it does; replay judges its evidence once more, also by another policy.",
            "status, history, plan, explain and replay have a form (-o), watch has a limit (--timeout).",
            "Without a server, abort is kept in the data directory and is the first thing the next server does."
        })
final class RolloutCommand implements Callable<Integer> {
    private enum Verb {
        STATUS,
        WATCH,
        HISTORY,
        PLAN,
        EXPLAIN,
        REPLAY,
        PAUSE,
        RESUME,
        SKIP,
        PROMOTE,
        ABORT,
        APPROVE,
        ROLLBACK
    }

    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(
            index = "0",
            paramLabel = "WHAT",
            description =
                    "status, watch, history, plan, explain, replay, pause, resume, skip, promote, abort, approve or rollback.")
    private String verb = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SERVICE",
            description = "Name of the service; not for replay --all, and not with --log.")
    private String service = "";

    @Option(
            names = "--to",
            paramLabel = "VERSION",
            description = "Version to roll back to (default: the one before).")
    private String to = "";

    @Option(
            names = "--rollout",
            paramLabel = "NAME",
            description = "A certain rollout instead of the newest.")
    private String rollout = "";

    @Mixin private final PlanQuestion question = new PlanQuestion();

    @Mixin private final EvidenceCommands evidence = new EvidenceCommands();

    @Mixin private final Reason reason = new Reason();

    @Mixin private final TimeLimit timeout = new TimeLimit();

    @Mixin private final OutputForm output = new OutputForm();

    RolloutCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var chosen = Connection.choice(Verb.class, "rollout", verb);
        var form = output.chosen();
        if (chosen != Verb.PLAN && question.isAsked()) {
            throw ApiException.usage(PlanQuestion.names() + " go with rollout plan.");
        }
        if (service.isEmpty() && needsService(chosen)) {
            throw ApiException.usage("rollout " + verb + ": the name of a service is missing.");
        }
        try {
            return call(chosen, form);
        } catch (ApiException e) {
            var orders = new LeftOrders(connection.data());
            boolean isAlone =
                    e.code().equals("away")
                            && connection.data().server().isEmpty()
                            && orders.areTaken();
            if (chosen != Verb.ABORT || !isAlone) {
                throw e;
            }
            return leaveAbort(orders);
        }
    }

    private int call(Verb chosen, Output form) {
        try (var api = connection.connect()) {
            return switch (chosen) {
                case STATUS -> print(api, form, List.of(find(api).resource()), false);
                case HISTORY -> print(api, form, history(api), true);
                case PLAN -> plan(api, form);
                case EXPLAIN -> evidence.explain(api, context, chosen(), form);
                case REPLAY -> evidence.replay(api, context, chosen(), form);
                case WATCH -> watch(api);
                case PAUSE, RESUME, SKIP, PROMOTE, ABORT, APPROVE -> steer(api, verb);
                case ROLLBACK -> rollback(api);
            };
        }
    }

    private boolean needsService(Verb chosen) {
        return switch (chosen) {
            case EXPLAIN -> !evidence.isOfLog();
            case REPLAY -> !evidence.isOfLog() && !evidence.isOfAll();
            default -> true;
        };
    }

    private EvidenceCommands.Chosen chosen() {
        return new EvidenceCommands.Chosen(connection.environment(), service, rollout);
    }

    private RolloutView find(Api api) {
        return rollout.isEmpty()
                ? RolloutFollower.newest(api, connection.environment(), service)
                : RolloutView.live(api, connection.environment(), rollout);
    }

    private List<Node> history(Api api) {
        return api
                .get(Wire.rollouts(connection.environment()))
                .at("items")
                .map(Node::asList)
                .orElse(List.of())
                .stream()
                .filter(found -> found.textAt("spec", "service").equals(service))
                .sorted(RolloutView.NEWEST_FIRST)
                .toList();
    }

    private int print(Api api, Output form, List<Node> rollouts, boolean isList) {
        if (form != Output.TABLE) {
            var kind = api.kinds().called("rollout");
            new ResourcePrinter(context.clock())
                    .lines(form, kind, rollouts, isList)
                    .forEach(context::line);
            return Exit.DONE;
        }
        var table = new Table(List.of("Rollout", "Release", "Phase", "Weight", "Age", "Message"));
        var printer = new ResourcePrinter(context.clock());
        for (var node : rollouts) {
            var seen = new RolloutView(node);
            table.row(
                    List.of(
                            seen.name(),
                            seen.release(),
                            seen.phase(),
                            seen.weight(),
                            printer.age(node.textAt("metadata", "created", "at")),
                            seen.message()));
        }
        table.lines().forEach(context::line);
        if (!isList && !rollouts.isEmpty()) {
            var newest = new RolloutView(rollouts.getFirst());
            if (!newest.verdict().isEmpty()) {
                context.line("verdict: " + newest.verdict());
            }
            newest.told().forEach(context::line);
            ChecksCommand.table(newest.checks()).forEach(context::line);
        }
        return Exit.DONE;
    }

    private int plan(Api api, Output form) {
        var resource = Wire.service(connection.environment(), service);
        var forecast = api.post(Wire.action(resource, "plan"), question.body(context), "");
        switch (form) {
            case JSON -> context.line(Text.writeJson(forecast));
            case YAML -> Text.writeYaml(forecast).lines().forEach(context::line);
            case TABLE, NAME ->
                    new ForecastPrinter(context.terminal()).lines(forecast).forEach(context::line);
        }
        return ForecastPrinter.isRefused(forecast) ? Exit.FAILED : Exit.DONE;
    }

    private int watch(Api api) {
        var limit = timeout.duration();
        return new RolloutFollower(api, context)
                .follow(connection.environment(), find(api).name(), limit);
    }

    private int steer(Api api, String action) {
        var name = find(api).name();
        api.post(
                Wire.action(Wire.rollout(connection.environment(), name), action),
                Wire.NOTHING,
                reason.text());
        context.line("rollout/" + name + ": " + action + " recorded");
        return Exit.DONE;
    }

    /// For the next server. Should one have begun meanwhile, the order goes to it, unless it has taken it already.
    private int leaveAbort(LeftOrders orders) {
        var data = connection.data();
        var order =
                orders.abort(
                        connection.environment(),
                        service,
                        rollout,
                        reason.text(),
                        context.clock().instant());
        if (data.server().isPresent() && orders.withdraw(order)) {
            return call(Verb.ABORT, Output.TABLE);
        }
        if (!Files.exists(order)) {
            context.line("service/" + service + ": abort taken by a server that has just started");
            return Exit.DONE;
        }
        context.line(
                "service/"
                        + service
                        + ": abort kept for the next server, because none runs from "
                        + data.path());
        context.line(
                "  Until one runs, the gateway goes on with the weight it has. The abort is the first thing a server"
                        + " does:");
        context.line("  start one with  penstock up" + data.option());
        context.line("  the order is in " + order);
        return Exit.DONE;
    }

    private int rollback(Api api) {
        if (!rollout.isEmpty()) {
            throw ApiException.usage(
                    "--rollout does not go with rollback; name the version with --to.");
        }
        var resource = Wire.service(connection.environment(), service);
        api.post(Wire.action(resource, "rollback"), Wire.rollback(to), reason.text());
        context.line(
                "service/"
                        + service
                        + ": rollback"
                        + (to.isEmpty() ? "" : " to " + to)
                        + " recorded");
        return Exit.DONE;
    }
}
