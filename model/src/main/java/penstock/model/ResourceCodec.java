package penstock.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Resources as manifests: `apiVersion`, `kind`, `metadata`, `spec`, `status`.
public final class ResourceCodec {
    public static final String API_VERSION = "penstock/v1";

    private static final Set<String> FIELDS =
            Set.of("apiVersion", "kind", "metadata", "spec", "status");

    private ResourceCodec() {}

    public static Node.Mapping encode(Resource<?, ?> resource) {
        var entries = new LinkedHashMap<String, Node>();
        entries.put("apiVersion", Node.text(API_VERSION));
        entries.put("kind", Node.text(resource.kind().name()));
        entries.put("metadata", Encoder.encode(resource.metadata()));
        entries.put("spec", Encoder.encode(resource.spec()));
        entries.put("status", Encoder.encode(resource.status()));
        return Node.map(entries);
    }

    public static String toJson(Resource<?, ?> resource) {
        return Text.writeJson(encode(resource));
    }

    /// What the store holds: written by this program, so complete.
    public static <S extends Record, T extends Record> Resource<S, T> fromJson(
            Kind<S, T> kind, String json) {
        return read(kind, Text.readJson(json), true);
    }

    /// What a user wrote: `status` is ignored, the environment may be left to the default.
    ///
    /// @throws ProblemException with every mistake at once
    public static <S extends Record, T extends Record> Resource<S, T> fromManifest(
            Kind<S, T> kind, Node manifest) {
        return read(kind, manifest, false);
    }

    /// Which kind a manifest says it is, before it is read as such.
    public static String kindOf(Node manifest, List<String> known) {
        var found = manifest.textAt("kind");
        if (!known.contains(found)) {
            int at = manifest.at("kind").orElse(manifest).mark().line();
            var line = at > 0 ? " [line " + at + "]" : "";
            throw new ProblemException(
                    Problem.Invalid.at(
                            "manifest",
                            "kind",
                            "\""
                                    + found
                                    + "\" (expected: one of "
                                    + String.join(", ", known)
                                    + ")"
                                    + Suggestions.hint(found, known)
                                    + line));
        }
        return found;
    }

    private static <S extends Record, T extends Record> Resource<S, T> read(
            Kind<S, T> kind, Node manifest, boolean isStored) {
        var decoder = new Decoder();
        if (manifest instanceof Node.Mapping map) {
            for (var key : map.entries().keySet()) {
                if (!FIELDS.contains(key)) {
                    decoder.add(key, "unknown field" + Suggestions.hint(key, FIELDS));
                }
            }
        }
        var version = manifest.textAt("apiVersion");
        if (!version.equals(API_VERSION)) {
            decoder.add("apiVersion", "\"" + version + "\" (expected: " + API_VERSION + ")");
        }
        var metadata =
                decoder.read(
                        Metadata.class,
                        manifest.at("metadata").orElse(Node.map(java.util.Map.of())),
                        "metadata");
        var spec =
                decoder.read(
                        kind.spec(),
                        manifest.at("spec").orElse(Node.map(java.util.Map.of())),
                        "spec");
        var status =
                isStored
                        ? decoder.read(
                                kind.status(),
                                manifest.at("status").orElse(Node.map(java.util.Map.of())),
                                "status")
                        : null;
        decoder.check(
                kind.noun()
                        + "/"
                        + manifest.at("metadata", "name").flatMap(Node::asText).orElse("?"));
        return new Resource<>(
                kind,
                (Metadata) java.util.Objects.requireNonNull(metadata),
                kind.spec().cast(java.util.Objects.requireNonNull(spec)),
                Optional.ofNullable(status).map(kind.status()::cast).orElse(kind.initial()));
    }
}
