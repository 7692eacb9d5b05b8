package penstock.bench.judge.contender;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.cli.api.ApiException;
import penstock.judge.JudgePolicy;
import penstock.model.Suggestions;

/// The judges by name. Besides those listed, the ones of others can be had with any setting, so that each may be tuned:
/// `flagger:SUCCESS:P99MS:THRESHOLD`, `argo:SUCCESS:P99MS:FAILURELIMIT`, `kayenta:MINUTES:RATIO`, and ours with
/// `penstock:ALPHA:BETA`.
public final class Contenders {
    private static final Thresholds USUAL = new Thresholds(0.99, 0.5);
    private static final Map<String, Contender> ALL = new LinkedHashMap<>();

    static {
        add(new OwnJudge("penstock", JudgePolicy.STANDARD, OwnJudge.SHARP));
        add(new OwnJudge("penstock-fresh", JudgePolicy.STANDARD, OwnJudge.FRESH));
        add(new FlaggerLike("flagger", USUAL, 5));
        add(new FlaggerLike("flagger-tuned", new Thresholds(0.995, 0.4), 5));
        add(new ArgoLike("argo-0", USUAL, 0));
        add(new ArgoLike("argo-1", USUAL, 1));
        add(new ArgoLike("argo-2", USUAL, 2));
        add(new ArgoLike("argo-3", USUAL, 3));
        add(new KayentaLike("kayenta-10min", 10, 1));
        add(new KayentaLike("kayenta-1min", 1, 1));
        add(new KayentaLike("kayenta-1.2x", 10, 1.2));
        add(new SequentialLike("sequential", 0.01));
    }

    private Contenders() {}

    private static void add(Contender contender) {
        ALL.put(contender.name(), contender);
    }

    public static List<Contender> all() {
        return List.copyOf(ALL.values());
    }

    /// Those of names, or all, in order and each once.
    public static List<Contender> named(List<String> names) {
        var chosen = new LinkedHashMap<String, Contender>();
        var wrong = new ArrayList<String>();
        for (var name : names) {
            if (name.equals("all")) {
                chosen.putAll(ALL);
                continue;
            }
            found(name)
                    .ifPresentOrElse(
                            each -> chosen.put(each.name(), each),
                            () ->
                                    wrong.add(
                                            "--judges: \"%s\"%s (expected: all, one of %s, flagger:SUCCESS:P99MS:THRESHOLD, argo:SUCCESS:P99MS:FAILURELIMIT, kayenta:MINUTES:RATIO or penstock:ALPHA:BETA)"
                                                    .formatted(
                                                            name,
                                                            Suggestions.hint(name, ALL.keySet()),
                                                            String.join(", ", ALL.keySet()))));
        }
        if (!wrong.isEmpty()) {
            throw new ApiException("usage", wrong);
        }
        return List.copyOf(chosen.values());
    }

    private static Optional<Contender> found(String name) {
        if (ALL.containsKey(name)) {
            return Optional.of(ALL.get(name));
        }
        try {
            return tuned(name, List.of(name.split(":", -1)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Contender> tuned(String name, List<String> parts) {
        var kind = parts.getFirst();
        if (parts.size() == 4 && (kind.equals("flagger") || kind.equals("argo"))) {
            var thresholds =
                    new Thresholds(
                            within(parts.get(1), 0, 100) / 100,
                            within(parts.get(2), 1, 100_000) / 1_000);
            var limit = Integer.parseInt(parts.get(3));
            if (limit < 0 || (limit == 0 && kind.equals("flagger"))) {
                return Optional.empty();
            }
            return Optional.of(
                    kind.equals("argo")
                            ? new ArgoLike(name, thresholds, limit)
                            : new FlaggerLike(name, thresholds, limit));
        }
        if (parts.size() != 3) {
            return Optional.empty();
        }
        return switch (kind) {
            case "kayenta" ->
                    Optional.of(
                            new KayentaLike(
                                    name,
                                    (int) within(parts.get(1), 1, 60),
                                    within(parts.get(2), 1, 1_000)));
            case "penstock" ->
                    Optional.of(
                            new OwnJudge(
                                    name,
                                    policy(
                                            within(parts.get(1), 0, 0.5),
                                            within(parts.get(2), 0, 0.5)),
                                    OwnJudge.SHARP));
            default -> Optional.empty();
        };
    }

    private static JudgePolicy policy(double alpha, double beta) {
        var usual = JudgePolicy.STANDARD;
        return new JudgePolicy(
                alpha,
                beta,
                usual.metrics(),
                usual.minimumDwell(),
                usual.warmUp(),
                usual.suspicion());
    }

    private static double within(String text, double least, double most) {
        var value = Double.parseDouble(text);
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(text + " (expected: " + least + ".." + most + ")");
        }
        return value;
    }
}
