package penstock.server.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import penstock.model.Kind;
import penstock.model.Name;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.ResourceCodec;
import penstock.model.Suggestions;
import penstock.model.Violation;

/// Reads request bodies as resources. What the path says need not be repeated in the body, and must agree if it is.
final class Manifests {
    private static final Set<String> PATCHED = Set.of("spec", "metadata");
    private static final Set<String> PATCHED_METADATA = Set.of("labels", "annotations");

    private Manifests() {}

    /// @throws ProblemException with every mistake: those of the body and those against the path
    static <S extends Record, T extends Record> Resource<S, T> read(
            Kind<S, T> kind, Ref ref, Node body) {
        var mistakes = new ArrayList<Violation>();
        if (!(body instanceof Node.Mapping)) {
            throw new ProblemException(
                    Problem.Invalid.at(
                            subject(kind, ref), "body", "no manifest (expected: a mapping)"));
        }
        agree(body.at("kind"), kind.name(), "kind", mistakes);
        agree(body.at("metadata", "name"), ref.name().value(), "metadata.name", mistakes);
        var environment = ref.environment().map(Name::value);
        body.at("metadata", "environment")
                .ifPresent(
                        given ->
                                agree(
                                        Optional.of(given),
                                        environment.orElse("nothing"),
                                        "metadata.environment",
                                        mistakes));
        try {
            var resource = ResourceCodec.fromManifest(kind, completed(body, kind, ref));
            if (mistakes.isEmpty()) {
                return resource;
            }
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.Invalid invalid)) {
                throw e;
            }
            mistakes.addAll(invalid.violations());
        }
        throw new ProblemException(new Problem.Invalid(subject(kind, ref), mistakes));
    }

    private static String subject(Kind<?, ?> kind, Ref ref) {
        return kind.noun() + "/" + ref.name();
    }

    private static void agree(
            Optional<Node> given, String wanted, String path, List<Violation> mistakes) {
        var text = given.flatMap(Node::asText);
        if (given.isPresent() && !text.equals(Optional.of(wanted))) {
            mistakes.add(
                    new Violation(
                            path,
                            "\""
                                    + text.orElse("…")
                                    + "\" (expected: "
                                    + wanted
                                    + ", as in the path)"));
        }
    }

    /// The body with what the path and the version of the API say.
    private static Node completed(Node body, Kind<?, ?> kind, Ref ref) {
        var metadata =
                body.at("metadata")
                        .orElse(Node.map(Map.of()))
                        .with("name", Node.text(ref.name().value()));
        if (ref.environment().isPresent()) {
            metadata = metadata.with("environment", Node.text(ref.environment().get().value()));
        }
        var completed = body.with("kind", Node.text(kind.name())).with("metadata", metadata);
        return body.at("apiVersion").isPresent()
                ? completed
                : completed.with("apiVersion", Node.text(ResourceCodec.API_VERSION));
    }

    /// What a stored resource becomes by a merge patch (RFC 7396) of its spec, labels and annotations.
    static <S extends Record, T extends Record> Resource<S, T> patched(
            Resource<S, T> stored, Node patch) {
        var mistakes = new ArrayList<Violation>();
        unknown(patch, PATCHED, "", mistakes);
        patch.at("metadata")
                .ifPresent(given -> unknown(given, PATCHED_METADATA, "metadata.", mistakes));
        if (!mistakes.isEmpty()) {
            throw new ProblemException(
                    new Problem.Invalid(subject(stored.kind(), stored.ref()), mistakes));
        }
        var manifest = ResourceCodec.encode(stored).with("status", Node.map(Map.of()));
        return read(stored.kind(), stored.ref(), merge(manifest, patch));
    }

    private static void unknown(
            Node node, Set<String> known, String prefix, List<Violation> mistakes) {
        if (!(node instanceof Node.Mapping map)) {
            mistakes.add(new Violation(prefix + "body", "expected: a mapping"));
            return;
        }
        for (var key : map.entries().keySet()) {
            if (!known.contains(key)) {
                mistakes.add(
                        new Violation(
                                prefix + key,
                                "cannot be patched (expected: one of "
                                        + String.join(", ", known.stream().sorted().toList())
                                        + ")"
                                        + Suggestions.hint(key, known)));
            }
        }
    }

    static Node merge(Node target, Node patch) {
        if (!(patch instanceof Node.Mapping changes)) {
            return patch;
        }
        var entries = new LinkedHashMap<String, Node>();
        if (target instanceof Node.Mapping map) {
            entries.putAll(map.entries());
        }
        changes.entries()
                .forEach(
                        (key, value) -> {
                            if (value.isNull()) {
                                entries.remove(key);
                            } else {
                                var old = entries.getOrDefault(key, Node.map(Map.of()));
                                entries.put(key, merge(old, value));
                            }
                        });
        return Node.map(entries);
    }
}
