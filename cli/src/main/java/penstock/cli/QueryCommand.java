package penstock.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.Wire;
import penstock.cli.terminal.Style;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "query",
        description = {
            "Asks the metrics in PromQL: a table of the values at one time, or with --start a graph.",
            "A time is a duration ago (15m), seconds since 1970, or RFC 3339 (2026-11-21T08:00:00Z)."
        })
final class QueryCommand implements Callable<Integer> {
    private enum Form {
        TABLE,
        JSON
    }

    /// As many points as a graph is wide, more cannot be seen.
    private static final int MOST_POINTS = 200;

    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(
            index = "0",
            paramLabel = "EXPR",
            description = "Such as: sum by (version) (rate(http_requests_total[1m]))")
    private String query = "";

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "The time of a table (default: now).")
    private String at = "";

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description = "Where a graph begins; without it there is a table.")
    private String start = "";

    @Option(
            names = "--end",
            paramLabel = "TIME",
            description = "Where a graph ends (default: now).")
    private String end = "";

    @Option(
            names = "--step",
            paramLabel = "DURATION",
            description =
                    "From one point of a graph to the next (default: as many as it has columns).")
    private String step = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "table or json: what the API answers (default: table).")
    private String output = "table";

    QueryCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var form = Connection.choice(Form.class, "--output", output);
        boolean isRange = !start.isEmpty();
        if (isRange ? !at.isEmpty() : !(end.isEmpty() && step.isEmpty())) {
            throw ApiException.usage(
                    isRange
                            ? "--at and --start: both (expected: one, a table or a graph)."
                            : "--end and --step: without --start (expected: all of a graph).");
        }
        try (var api = connection.connect()) {
            var answer = isRange ? range(api) : instant(api);
            switch (form) {
                case JSON -> context.line(Text.writeJson(answer));
                case TABLE -> print(answer);
            }
            return Exit.DONE;
        } catch (ApiException e) {
            if (!e.code().equals("timeout")) {
                throw e;
            }
            e.lines().forEach(context.terminal()::error);
            return Exit.TIMED_OUT;
        }
    }

    private Node instant(Api api) {
        var fields = new LinkedHashMap<>(Map.of("query", query));
        if (!at.isEmpty()) {
            fields.put("time", seconds(context.time("--at", at)));
        }
        return api.ask(Wire.QUERY, fields);
    }

    private Node range(Api api) {
        var from = context.time("--start", start);
        var to = end.isEmpty() ? context.clock().instant() : context.time("--end", end);
        var fields = new LinkedHashMap<String, String>();
        fields.put("query", query);
        fields.put("start", seconds(from));
        fields.put("end", seconds(to));
        fields.put("step", step.isEmpty() ? usualStep(from, to) : step);
        return api.ask(Wire.QUERY_RANGE, fields);
    }

    private String usualStep(Instant from, Instant to) {
        int points = Math.min(MOST_POINTS, Math.max(10, context.terminal().width() - 12));
        long seconds = Math.max(1, Duration.between(from, to).toSeconds() / points);
        return Long.toString(seconds);
    }

    private static String seconds(Instant time) {
        return java.math.BigDecimal.valueOf(time.toEpochMilli(), 3).toPlainString();
    }

    private void print(Node answer) {
        var data = answer.at("data").orElse(answer);
        QueryPrinter.lines(data, context.terminal()).forEach(context::line);
        for (var kind : List.of("warnings", "infos")) {
            for (var note : answer.at(kind).map(Node::asList).orElse(List.of())) {
                context.terminal()
                        .error(context.terminal().styled(Style.NOTE, note.asText().orElse("")));
            }
        }
    }
}
