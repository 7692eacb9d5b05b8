package penstock.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.Wire;
import penstock.cli.terminal.Table;
import penstock.model.Node;
import penstock.model.Size;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cache",
        description = {
            "What the gateway keeps of the answers of a service.",
            "show: how many requests were answered by it since the server started; purge: it forgets all, or what is below a path."
        })
final class CacheCommand implements Callable<Integer> {
    private enum Verb {
        SHOW,
        PURGE
    }

    private static final List<String> RESULTS =
            List.of("hit", "stale", "revalidated", "miss", "bypass");

    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(index = "0", paramLabel = "WHAT", description = "show or purge.")
    private String verb = "";

    @Parameters(index = "1", paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Option(
            names = "--path",
            paramLabel = "PREFIX",
            description = "Forget only answers to targets that begin so (default: all).")
    private String path = "";

    @Mixin private final Reason reason = new Reason();

    CacheCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var chosen = Connection.choice(Verb.class, "cache", verb);
        if (chosen == Verb.SHOW && !path.isEmpty()) {
            throw ApiException.usage("--path: with show (expected: only with purge).");
        }
        try (var api = connection.connect()) {
            switch (chosen) {
                case SHOW -> show(api);
                case PURGE -> {
                    var resource = Wire.service(connection.environment(), service);
                    api.post(Wire.action(resource, "purge"), Wire.purge(path), reason.text());
                    var what = path.isEmpty() ? "all" : "what is below " + path;
                    context.line("service/" + service + ": the cache forgets " + what);
                }
            }
            return Exit.DONE;
        }
    }

    private void show(Api api) {
        var requests = values(api, "sum by (result) (http_cache_requests_total%s)");
        long all = requests.values().stream().mapToLong(Long::longValue).sum();
        long spared =
                all
                        - requests.getOrDefault("miss", 0L)
                        - requests.getOrDefault("bypass", 0L);
        var table = new Table(List.of("Answered by", "Requests", "Share"));
        for (var result : RESULTS) {
            long count = requests.getOrDefault(result, 0L);
            table.row(List.of(result, Long.toString(count), share(count, all)));
        }
        table.lines().forEach(context::line);
        long entries = values(api, "sum(http_cache_entries%s)").getOrDefault("", 0L);
        long bytes = values(api, "sum(http_cache_bytes%s)").getOrDefault("", 0L);
        context.line(
                "%s of the requests were answered from the cache, which keeps %d answers in %s."
                        .formatted(share(spared, all), entries, new Size(bytes / 1_024 * 1_024)));
    }

    private static String share(long some, long all) {
        return all == 0 ? "-" : Math.round(1_000.0 * some / all) / 10.0 + "%";
    }

    /// What a query yields, by the label `result`.
    private Map<String, Long> values(Api api, String query) {
        var selector =
                "{environment=\"" + connection.environment() + "\",service=\"" + service + "\"}";
        var answer = api.ask(Wire.QUERY, Map.of("query", query.formatted(selector)));
        var found = new LinkedHashMap<String, Long>();
        for (var one : answer.at("data", "result").map(Node::asList).orElse(List.of())) {
            var value = one.at("value").map(Node::asList).orElse(List.of());
            if (value.size() == 2) {
                found.put(
                        one.textAt("metric", "result"),
                        (long) Double.parseDouble(value.getLast().asText().orElse("0")));
            }
        }
        return found;
    }
}
