package penstock.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.KindEntry;
import penstock.cli.api.WatchEvent;
import penstock.cli.api.Wire;
import penstock.model.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = {
            "Lists the resources of a kind, or shows one.",
            "Several kinds are separated by commas: get services,domains."
        })
final class GetCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Mixin private final KindArgument kindArgument = new KindArgument();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Name of one resource.")
    private List<String> names = List.of();

    /// Empty for all.
    private String name = "";

    @Mixin private final OutputForm output = new OutputForm();

    @Option(
            names = {"-w", "--watch"},
            description = "Go on and print each change.")
    private boolean isWatched;

    GetCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var form = output.chosen();
        try (var api = connection.connect()) {
            kindArgument.names(names).forEach(one -> name = one);
            var kinds = kindArgument.allIn(api);
            if (kinds.size() > 1) {
                several(api, form, kinds);
                return Exit.DONE;
            }
            var kind = kinds.getFirst();
            var path = Wire.collection(kind, connection.environment());
            if (!name.isEmpty()) {
                var resource = api.get(Wire.resource(kind, connection.environment(), name));
                print(form, kind, List.of(resource), false);
                if (isWatched) {
                    follow(api, kind, form, path, resource.textAt("metadata", "revision"));
                }
                return Exit.DONE;
            }
            var all = new ArrayList<Node>();
            var revision = list(api, path, all);
            if (all.isEmpty() && form == Output.TABLE) {
                context.terminal().error(none(kind));
            } else {
                print(form, kind, all, true);
            }
            if (isWatched) {
                follow(api, kind, form, path, revision);
            }
            return Exit.DONE;
        }
    }

    /// Nothing is printed if one of them is not to be had.
    private void several(Api api, Output form, List<KindEntry> kinds) {
        if (isWatched) {
            throw ApiException.usage(
                    "--watch: with several kinds (expected: one kind; several are listed without --watch)");
        }
        var found = new LinkedHashMap<KindEntry, List<Node>>();
        for (var kind : kinds) {
            found.put(kind, all(api, kind));
        }
        new ResourcePrinter(context.clock()).lines(form, found).forEach(context::line);
        found.forEach(
                (kind, resources) -> {
                    if (resources.isEmpty() && form == Output.TABLE) {
                        context.terminal().error(none(kind));
                    }
                });
    }

    private List<Node> all(Api api, KindEntry kind) {
        if (!name.isEmpty()) {
            return List.of(api.get(Wire.resource(kind, connection.environment(), name)));
        }
        var all = new ArrayList<Node>();
        list(api, Wire.collection(kind, connection.environment()), all);
        return all;
    }

    private String none(KindEntry kind) {
        return "No " + kind.plural() + where(kind) + ".";
    }

    private String where(KindEntry kind) {
        return kind.isScoped() ? " in " + connection.environment() : "";
    }

    /// Collects all pages; answers the revision from which a watch continues.
    private static String list(Api api, String path, List<Node> all) {
        var page = api.get(path);
        var revision = page.textAt("revision");
        while (true) {
            page.at("items").ifPresent(items -> all.addAll(items.asList()));
            var next = page.textAt("next");
            if (next.isEmpty()) {
                return revision;
            }
            page = api.get(Wire.query(path, Map.of("after", next)));
        }
    }

    private void print(Output form, KindEntry kind, List<Node> resources, boolean isList) {
        new ResourcePrinter(context.clock())
                .lines(form, kind, resources, isList)
                .forEach(context::line);
    }

    private void follow(Api api, KindEntry kind, Output form, String path, String revision) {
        api.watch(path, revision, event -> change(kind, form, event));
    }

    private boolean change(KindEntry kind, Output form, WatchEvent event) {
        boolean isWanted = name.isEmpty() || ResourcePrinter.name(event.resource()).equals(name);
        if (!isWanted) {
            return true;
        }
        if (event.isDeleted()) {
            context.line(kind.noun() + "/" + ResourcePrinter.name(event.resource()) + " deleted");
            return name.isEmpty();
        }
        var lines =
                new ResourcePrinter(context.clock())
                        .lines(form, kind, List.of(event.resource()), false);
        lines.stream().skip(form == Output.TABLE ? 1 : 0).forEach(context::line);
        return true;
    }
}
