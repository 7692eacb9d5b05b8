package penstock.bench.loss;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import penstock.bench.rig.UpstreamProgram;
import penstock.cli.api.ApiException;
import penstock.cli.load.Shot;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;

/// The service that a run is about.
///
/// @param host by which the gateway finds its route
/// @param artefact what is released, if the service needs one
/// @param acts of a round
/// @param isOwn whether it is our upstream, which writes down what it receives and can be bad
record Subject(
        Node manifest,
        String host,
        Optional<Path> artefact,
        List<Act> acts,
        Shot.Source shots,
        boolean isOwn) {
    /// @param records the folder in which the upstream writes down what it receives
    /// @param addresses from which requests come; absent where nobody is denied
    static Subject own(
            UpstreamProgram program, Path records, LossPlan plan, Optional<Addresses> addresses) {
        var features =
                addresses
                        .map(
                                lists ->
                                        resource("load.yaml")
                                                .replace("{allowed}", lists.allowed().toString())
                                                .replace("{denied}", lists.denied().toString()))
                        .orElse("");
        var text =
                resource("service.yaml")
                        .replace("{command}", program.command())
                        .replace("{records}", records.toString())
                        .replace("{load}", features);
        return new Subject(
                Text.readYaml(text, "service.yaml").getFirst(),
                "upstream.localhost",
                Optional.of(program.jar()),
                Schedule.OWN,
                new Requests(new Random(plan.seed()), plan.hasFeatures()),
                true);
    }

    /// A service of somebody else, asked for one path on kept and on new connections. Its users are told apart by
    /// `X-User` first, since all requests of a run come from one address.
    static Subject foreign(Path manifest, Optional<Path> artefact, String path) {
        var node = read(manifest);
        var hosts = node.at("spec", "route", "hosts").map(Node::asList).orElse(List.of());
        var host = hosts.isEmpty() ? "" : hosts.getFirst().asText().orElse("");
        if (!node.textAt("kind").equals("Service") || host.isEmpty() || host.startsWith("*")) {
            throw ApiException.usage(
                    manifest + ": (expected: one Service with a full name in spec.route.hosts)");
        }
        var shot = Shot.get(path);
        var fresh = shot.going(new Shot.Way.Fresh());
        return new Subject(
                byUser(node),
                host,
                artefact,
                Schedule.FOREIGN,
                random -> random.nextInt(10) == 0 ? fresh : shot,
                false);
    }

    private static Node byUser(Node manifest) {
        var keys = new ArrayList<Node>(List.of(Node.text("header:X-User")));
        keys.addAll(manifest.at("spec", "route", "stickBy").map(Node::asList).orElse(List.of()));
        var route = (Node.Mapping) manifest.at("spec", "route").orElseThrow();
        var spec = (Node.Mapping) manifest.at("spec").orElseThrow();
        var changed = spec.with("route", route.with("stickBy", Node.list(keys)));
        return ((Node.Mapping) manifest).with("spec", changed);
    }

    private static Node read(Path manifest) {
        try {
            return Text.readYaml(Files.readString(manifest), manifest.toString()).getFirst();
        } catch (IOException e) {
            throw ApiException.usage(manifest + " cannot be read.");
        } catch (ProblemException e) {
            throw ApiException.usage(String.valueOf(e.getMessage()));
        }
    }

    String name() {
        return manifest.textAt("metadata", "name");
    }

    /// The profiles that the acts name besides the built-in ones.
    static List<Node> profiles() {
        return Text.readYaml(resource("profiles.yaml"), "profiles.yaml");
    }

    static String resource(String name) {
        try (var stream = Objects.requireNonNull(Subject.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
