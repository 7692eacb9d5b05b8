package penstock.server.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Size;
import penstock.server.rules.RuleWork;
import penstock.server.rules.RuleWork.Sent;

/// Work with rules that are not in force: files come with the request, and nothing is kept.
final class RuleRoutes {
    private static final int MAX_FILES = 1000;

    /// Of a test or a replay.
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final RuleWork work;
    private final Size limit;

    private RuleRoutes(RuleWork work, Size limit) {
        this.work = work;
        this.limit = limit;
    }

    static void add(Router router, ApiParts parts, Size limit) {
        Function<Request, RuleRoutes> routes =
                _ ->
                        new RuleRoutes(
                                parts.metrics()
                                        .rules()
                                        .orElseThrow(
                                                () -> FixedRoutes.unavailable("Work with rules")),
                                limit);
        router.add(
                "POST",
                "/api/v1/rules/check",
                (request, _) -> routes.apply(request).check(request));
        router.add(
                "POST", "/api/v1/rules/test", (request, _) -> routes.apply(request).test(request));
        router.add(
                "POST",
                "/api/v1/rules/replay",
                (request, _) -> routes.apply(request).replay(request));
    }

    private Answer check(Request request) {
        var files = files(body(request));
        return Answer.json(Node.map(Map.of("files", checked(work.check(files)))));
    }

    private Answer test(Request request) {
        var body = body(request);
        var files = files(body);
        var tests = body.at("tests").orElseThrow(() -> missing("tests"));
        var sent = sent(tests, "tests");
        var cancellation = new Cancellation();
        var tested =
                ClientWatch.during(
                        request, LIMIT, cancellation, () -> work.test(sent, files, cancellation));
        requireWhole(cancellation);
        var results = new ArrayList<Node>();
        tested.results()
                .forEach(
                        result ->
                                results.add(
                                        map("name", Node.text(result.name()))
                                                .with(
                                                        "failures",
                                                        texts(
                                                                result.failures().stream()
                                                                        .map(each -> each.text())
                                                                        .toList()))));
        return Answer.json(map("wrong", checked(tested.wrong())).with("tests", Node.list(results)));
    }

    private Answer replay(Request request) {
        var body = body(request);
        var files = files(body);
        long start = time(body, "start");
        long end = time(body, "end");
        if (end < start) {
            throw invalid("end", "before start (expected: a later time)");
        }
        var cancellation = new Cancellation();
        var replayed =
                ClientWatch.during(
                        request,
                        LIMIT,
                        cancellation,
                        () -> work.replay(files, start, end, cancellation));
        requireWhole(cancellation);
        return Answer.json(RuleJson.of(replayed).with("wrong", checked(replayed.wrong())));
    }

    private static void requireWhole(Cancellation cancellation) {
        if (cancellation.isCancelled()) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "The work with rules was ended: it took longer than "
                                    + LIMIT.toMinutes()
                                    + " minutes, or the client went away. Take fewer rules or a shorter time."));
        }
    }

    private Node body(Request request) {
        request.query().allowing().check();
        return request.body().document(limit).orElseThrow(() -> missing("files"));
    }

    private static List<Sent> files(Node body) {
        var files = new ArrayList<Sent>();
        var sent = body.at("files").orElseThrow(() -> missing("files")).asList();
        if (sent.size() > MAX_FILES) {
            throw invalid("files", sent.size() + " files (expected: at most " + MAX_FILES + ")");
        }
        sent.forEach(file -> files.add(sent(file, "files[" + files.size() + "]")));
        return files;
    }

    private static Sent sent(Node file, String path) {
        var name = file.textAt("name");
        if (name.isEmpty()) {
            throw missing(path + ".name");
        }
        return new Sent(name, file.textAt("text"));
    }

    private static long time(Node body, String name) {
        try {
            return Instant.parse(body.textAt(name)).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw invalid(
                    name,
                    "\""
                            + body.textAt(name)
                            + "\" (expected: a time such as 2026-11-21T08:00:00Z)");
        }
    }

    private static ProblemException missing(String path) {
        return invalid(path, "missing (required)");
    }

    private static ProblemException invalid(String path, String message) {
        return new ProblemException(Problem.Invalid.at("", path, message));
    }

    private static Node checked(List<RuleWork.Checked> files) {
        var nodes = new ArrayList<Node>();
        for (var file : files) {
            var faults = new ArrayList<Node>();
            file.content()
                    .faults()
                    .forEach(
                            fault ->
                                    faults.add(
                                            map("line", Node.number(fault.line()))
                                                    .with("message", Node.text(fault.message()))));
            nodes.add(
                    map("name", Node.text(file.name()))
                            .with("rules", Node.number(file.content().rules()))
                            .with("faults", Node.list(faults)));
        }
        return Node.list(nodes);
    }

    private static Node.Mapping map(String key, Node value) {
        return Node.map(Map.of(key, value));
    }

    private static Node texts(List<String> texts) {
        return Node.list(texts.stream().map(Node::text).toList());
    }

    /// What a replay found.
    private static final class RuleJson {
        private RuleJson() {}

        static Node.Mapping of(RuleWork.Replayed replayed) {
            var alerts = new ArrayList<Node>();
            for (var alert : replayed.alerts()) {
                var spans = new ArrayList<Node>();
                for (var span : alert.spans()) {
                    var node =
                            map("state", Node.text(span.state().text()))
                                    .with("from", time(span.from()));
                    spans.add(span.to().map(to -> node.with("to", time(to))).orElse(node));
                }
                alerts.add(
                        map("group", Node.text(alert.group()))
                                .with("alert", Node.text(alert.alert()))
                                .with("labels", labels(alert.labels()))
                                .with("spans", Node.list(spans)));
            }
            var recorded = new ArrayList<Node>();
            replayed.recorded()
                    .forEach(
                            (name, yield) ->
                                    recorded.add(
                                            map("name", Node.text(name))
                                                    .with("series", Node.number(yield.series()))
                                                    .with(
                                                            "samples",
                                                            Node.number(yield.samples()))));
            var node = map("alerts", Node.list(alerts)).with("recorded", Node.list(recorded));
            return replayed.report()
                    .map(
                            report ->
                                    node.with("evaluations", Node.number(report.evaluations()))
                                            .with("samples", Node.number(report.samples()))
                                            .with(
                                                    "untold",
                                                    Node.number(
                                                            report.transitionCount()
                                                                    - report.transitions().size()))
                                            .with(
                                                    "failures",
                                                    texts(
                                                            report.failures().stream()
                                                                    .map(Object::toString)
                                                                    .toList())))
                    .orElse(node);
        }

        private static Node time(long millis) {
            return Node.text(Instant.ofEpochMilli(millis).toString());
        }

        private static Node labels(Labels labels) {
            var nodes = new LinkedHashMap<String, Node>();
            for (int i = 0; i < labels.size(); i++) {
                nodes.put(labels.name(i), Node.text(labels.value(i)));
            }
            return Node.map(nodes);
        }
    }
}
