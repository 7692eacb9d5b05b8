package penstock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.RolloutView;
import penstock.cli.api.Wire;
import penstock.cli.evidence.EvidencePicture;
import penstock.cli.evidence.ExplanationText;
import penstock.cli.evidence.ReplaySummary;
import penstock.cli.terminal.Table;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;
import picocli.CommandLine.Option;

/// `rollout explain` and `rollout replay`: what the evidence of rollouts says.
final class EvidenceCommands {
    private static final int MOST = 50;

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "explain: writes a picture of the evidence over time.")
    private String svg = "";

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "explain, replay: an evidence log that was copied from elsewhere.")
    private String log = "";

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "replay: another policy, such as margins.errors=2%%; repeatable. Names: alpha, beta, minimumDwell, warmUp,"
                            + " suspicion, compare, margins.METRIC, tolerances.METRIC.")
    private List<String> set = new ArrayList<>();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "replay: another policy as YAML, with the names of --set.")
    private String policy = "";

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "replay: only the last N rollouts, 1 to 50 (default: 50).")
    private int last = MOST;

    @Option(names = "--all", description = "replay: the rollouts of all services.")
    private boolean isAll;

    /// Which rollouts are meant.
    ///
    /// @param service empty with `--all` or `--log`
    /// @param rollout a certain one; empty for the newest, or all for a replay
    record Chosen(String environment, String service, String rollout) {}

    boolean isOfLog() {
        return !log.isEmpty();
    }

    boolean isOfAll() {
        return isAll;
    }

    int explain(Api api, Context context, Chosen chosen, Output form) {
        var query = svg.isEmpty() ? "" : "?curve=true";
        var explanation = explanation(api, context, chosen, query);
        if (!svg.isEmpty()) {
            write(context.resolve(svg), EvidencePicture.svg(explanation));
        }
        var words = new LinkedHashMap<>(((Node.Mapping) explanation).entries());
        words.remove("curve");
        switch (form) {
            case TABLE ->
                    ExplanationText.lines(explanation, context.terminal()).forEach(context::line);
            case YAML -> Text.writeYaml(Node.map(words)).lines().forEach(context::line);
            case JSON -> context.line(Text.writeJson(Node.map(words)));
            case NAME -> context.line("rollout/" + explanation.textAt("rollout"));
        }
        return Exit.DONE;
    }

    private Node explanation(Api api, Context context, Chosen chosen, String query) {
        if (!log.isEmpty()) {
            return api.send(Wire.EVIDENCE + "/explanation" + query, context.resolve(log));
        }
        var name =
                chosen.rollout().isEmpty()
                        ? RolloutFollower.newest(api, chosen.environment(), chosen.service()).name()
                        : chosen.rollout();
        return api.get(
                Wire.action(Wire.rollout(chosen.environment(), name), "explanation") + query);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw ApiException.usage(file + " could not be written: " + e.getMessage());
        }
    }

    int replay(Api api, Context context, Chosen chosen, Output form) {
        if (last < 1 || last > MOST) {
            throw ApiException.usage("--last: " + last + " (expected: 1 to " + MOST + ")");
        }
        var settings = settings(context);
        var query = Wire.repeated("set", settings);
        var replayed =
                log.isEmpty()
                        ? stored(api, chosen, query)
                        : List.of(
                                api.send(Wire.EVIDENCE + "/replay" + query, context.resolve(log)));
        switch (form) {
            case TABLE -> print(context, replayed, String.join(", ", settings));
            case YAML ->
                    replayed.stream()
                            .map(Text::writeYaml)
                            .forEach(text -> ("---\n" + text).lines().forEach(context::line));
            case JSON ->
                    context.line(Text.writeJson(Node.map(Map.of("items", Node.list(replayed)))));
            case NAME ->
                    replayed.forEach(each -> context.line("rollout/" + each.textAt("rollout")));
        }
        return new ReplaySummary(replayed).differing() == 0 ? Exit.DONE : Exit.FAILED;
    }

    /// One after the other, so that each answer is there soon, however many there are.
    private List<Node> stored(Api api, Chosen chosen, String query) {
        var replayed = new ArrayList<Node>();
        for (var name : names(api, chosen)) {
            try {
                var path = Wire.action(Wire.rollout(chosen.environment(), name), "replay") + query;
                replayed.add(api.get(path));
            } catch (ApiException e) {
                if (!e.isNotFound() || !chosen.rollout().isEmpty()) {
                    throw e;
                }
                // never judged: there is nothing to compare
            }
        }
        return replayed;
    }

    private List<String> names(Api api, Chosen chosen) {
        if (!chosen.rollout().isEmpty()) {
            return List.of(chosen.rollout());
        }
        var kept = new LinkedHashMap<String, List<String>>();
        api
                .get(Wire.rollouts(chosen.environment()))
                .at("items")
                .map(Node::asList)
                .orElse(List.of())
                .stream()
                .sorted(RolloutView.NEWEST_FIRST)
                .map(RolloutView::new)
                .filter(RolloutView::isOver)
                .filter(each -> isAll || each.service().equals(chosen.service()))
                .forEach(
                        each ->
                                kept.computeIfAbsent(each.service(), _ -> new ArrayList<>())
                                        .add(each.name()));
        return kept.values().stream().flatMap(names -> names.stream().limit(last)).toList();
    }

    private static void print(Context context, List<Node> replayed, String policy) {
        var table =
                new Table(
                        List.of(
                                "Rollout",
                                "Version",
                                "Phase",
                                "Ticks",
                                "As recorded",
                                policy.isEmpty() ? "Verdict at its end" : "With the other policy"));
        for (var each : replayed) {
            table.row(
                    List.of(
                            each.textAt("rollout"),
                            each.textAt("version"),
                            each.textAt("phase"),
                            each.textAt("ticks"),
                            each.textAt("isSame").equals("true") ? "yes" : "NO",
                            each.at("whatIf").isPresent()
                                    ? each.textAt("whatIf", "sentence")
                                    : each.textAt("sentence")));
        }
        if (!table.isEmpty()) {
            table.lines().forEach(context::line);
        }
        for (var each : replayed) {
            for (var difference : each.at("differences").map(Node::asList).orElse(List.of())) {
                context.line(
                        each.textAt("rollout") + " differs: " + difference.asText().orElse(""));
            }
            if (!each.textAt("note").isEmpty()) {
                context.line(each.textAt("rollout") + ": " + each.textAt("note"));
            }
        }
        new ReplaySummary(replayed).lines(policy).forEach(context::line);
    }

    private List<String> settings(Context context) {
        var all = new ArrayList<String>();
        if (!policy.isEmpty()) {
            try {
                var text = Files.readString(context.resolve(policy));
                for (var document : Text.readYaml(text, policy)) {
                    flatten("", document.at("judge").orElse(document), all);
                }
            } catch (IOException e) {
                throw ApiException.usage(policy + " could not be read: " + e.getMessage());
            } catch (ProblemException e) {
                throw ApiException.usage(e.problem().message());
            }
        }
        all.addAll(set);
        return all;
    }

    private static void flatten(String name, Node node, List<String> all) {
        switch (node) {
            case Node.Mapping map ->
                    map.entries()
                            .forEach(
                                    (key, value) ->
                                            flatten(
                                                    name.isEmpty() ? key : name + "." + key,
                                                    value,
                                                    all));
            case Node.Sequence list ->
                    all.add(
                            name
                                    + "="
                                    + String.join(
                                            ",",
                                            list.items().stream()
                                                    .map(item -> item.asText().orElse(""))
                                                    .toList()));
            case Node.Scalar scalar -> all.add(name + "=" + scalar.text());
        }
    }
}
