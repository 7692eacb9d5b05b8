package penstock.cli;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import penstock.cli.api.Api;
import penstock.cli.api.KindEntry;
import penstock.cli.api.RolloutView;
import penstock.cli.api.ScrapeHealth;
import penstock.cli.api.Wire;
import penstock.cli.local.ProcessFile;
import penstock.cli.terminal.Style;
import penstock.model.Size;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "Shows what runs: server, gateway, services and rollouts.")
final class StatusCommand implements Callable<Integer> {
    private static final int RECENT = 5;

    private final Context context;
    @Mixin private final Connection connection;

    StatusCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var data = connection.data();
        try (var api = connection.connect()) {
            context.line(
                    "server    "
                            + api.base()
                            + data.server()
                                    .map(found -> process(found, data.serverBuild()))
                                    .orElse(""));
            for (var sentence : api.missing()) {
                context.line(
                        context.terminal().styled(Style.BAD, "server    not ready: " + sentence));
            }
            for (var sentence : api.impaired()) {
                context.line(context.terminal().styled(Style.NOTE, "server    " + sentence));
            }
            ScrapeHealth.sentence(api)
                    .map(text -> context.terminal().styled(Style.NOTE, "server    " + text))
                    .ifPresent(context::line);
            context.line(
                    data.gateway()
                            .map(
                                    found ->
                                            "gateway   "
                                                    + address()
                                                    + process(found, data.gatewayBuild()))
                            .orElseGet(
                                    () ->
                                            context.terminal()
                                                    .styled(Style.BAD, "gateway   not running")));
            if (Files.exists(data.failedGatewayCommand())) {
                context.line(
                        context.terminal()
                                .styled(
                                        Style.BAD,
                                        "gateway   the last upgrade of it failed, the old one goes on; see "
                                                + data.gatewayLog()));
            }
            if (Files.exists(data.failedGuardianCommand())) {
                context.line(
                        context.terminal()
                                .styled(
                                        Style.BAD,
                                        "guardian  the last upgrade of it failed, the old one goes on; see "
                                                + data.gatewayLog()));
            }
            context.line("data      " + data.path());
            for (var kind : api.kinds().entries()) {
                if (kind.noun().equals("service") || kind.noun().equals("rollout")) {
                    print(api, kind);
                }
            }
        }
        return Exit.DONE;
    }

    private String address() {
        return connection.data().gatewayAddress().map(Object::toString).orElse("");
    }

    private static String process(ProcessFile file, String build) {
        var memory =
                file.resident()
                        .map(bytes -> ", " + new Size(bytes >> 20 << 20) + " resident")
                        .orElse("");
        return "   (process " + file.pid() + memory + ", build " + build + ")";
    }

    private void print(Api api, KindEntry kind) {
        var items =
                api.get(Wire.collection(kind, connection.environment()))
                        .at("items")
                        .orElseThrow()
                        .asList();
        if (items.isEmpty()) {
            return;
        }
        var recent = items.stream().sorted(RolloutView.NEWEST_FIRST).limit(RECENT).toList();
        var shown = kind.noun().equals("rollout") ? recent : items;
        context.line("");
        new ResourcePrinter(context.clock()).table(kind, shown).lines().forEach(context::line);
    }
}
