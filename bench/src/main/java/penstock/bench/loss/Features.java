package penstock.bench.loss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import penstock.bench.rig.Certificate;
import penstock.bench.rig.OwnInstallation;
import penstock.bench.rig.ServerProcess;
import penstock.bench.rig.ServiceClient;
import penstock.bench.rig.UpstreamProgram;
import penstock.cli.api.Api;
import penstock.cli.load.Carrier;
import penstock.cli.local.Program;
import penstock.model.Node;
import penstock.model.Text;

/// What the gateway can do, switched on for the service under load: TLS, HTTP/2, a `Route` beside the service's own with
/// rewriting, header edits, copies to another service and CORS, rate limits, lists of addresses, a cache, compression, the access log and
/// traces; instances of the other service speak TLS.
final class Features {
    private static final String HOST = "upstream.localhost";
    private static final String COPIES = "audit";
    private static final int CERTIFICATES = 3;

    /// Kinds of resources that differ from turn to turn.
    private static final List<String> CHANGED = List.of("Route", "RateLimit");

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Program program;
    private final int tlsPort;

    /// Where the copied requests are written down.
    private final Path copies;

    private final List<Certificate> certificates = new ArrayList<>();
    private final SSLContext context;

    private final Addresses addresses;

    private Features(Program program, int tlsPort, OwnInstallation own, Addresses addresses)
            throws IOException {
        this.program = program;
        this.addresses = addresses;
        this.tlsPort = tlsPort;
        this.copies = Files.createDirectories(own.data().path().resolve("copies"));
        for (int i = 0; i < CERTIFICATES; i++) {
            var folder = own.data().path().resolve("made").resolve("certificate-" + i);
            certificates.add(Certificate.make(folder, HOST, program.java()));
        }
        this.context = Certificate.trusting(certificates);
    }

    /// A port on which nothing listens.
    static int freePort() throws IOException {
        return ServerProcess.freePort();
    }

    /// `penstock.yaml` of the installation.
    static String settings(int tlsPort) {
        return Subject.resource("settings.yaml").replace("{port}", Integer.toString(tlsPort));
    }

    /// Puts everything in its place, and waits until the other service runs. The service under load must be there.
    static Features switchOn(OwnInstallation own, Program program, int tlsPort, Addresses addresses)
            throws IOException {
        var features = new Features(program, tlsPort, own, addresses);
        features.certify(own, 0);
        try (var api = own.data().connect()) {
            features.manifests(0).forEach(manifest -> apply(api, manifest));
            var upstream = new UpstreamProgram(program);
            var artefact = api.upload(upstream.jar(), "upstream.jar");
            var service = new ServiceClient(api, COPIES);
            var rollout = service.release("audit-1", artefact, Map.of(), "atomic");
            service.follow(rollout, LIMIT);
        }
        return features;
    }

    /// @param turn what differs from time to time
    private List<Node> manifests(int turn) {
        var text =
                Subject.resource("features.yaml")
                        .replace("{command}", new UpstreamProgram(program).command())
                        .replace("{copies}", copies.toString())
                        .replace("{store}", certificates.getFirst().store().toString())
                        .replace(
                                "{authority}",
                                certificates.getFirst().folder().resolve("tls.crt").toString())
                        .replace("{turn}", Integer.toString(turn))
                        .replace("{limit}", Integer.toString(1 + turn % 100));
        return Text.readYaml(text, "features.yaml");
    }

    private static void apply(Api api, Node manifest) {
        var plural = manifest.textAt("kind").toLowerCase(java.util.Locale.ROOT) + "s";
        var path =
                "/api/v1/environments/"
                        + ServiceClient.ENVIRONMENT
                        + "/"
                        + plural
                        + "/"
                        + manifest.textAt("metadata", "name");
        api.put(path, manifest, Api.reason("benchmark"));
    }

    /// Has the gateway's table changed.
    void change(Api api, int turn) {
        var manifests =
                manifests(turn).stream()
                        .filter(manifest -> CHANGED.contains(manifest.textAt("kind")))
                        .toList();
        apply(api, manifests.get(turn % manifests.size()));
    }

    /// Puts another certificate in the place of the one that is used: first its key, which does not fit until the other
    /// file is there too.
    void certify(OwnInstallation own, int turn) throws IOException {
        var from = certificates.get(turn % CERTIFICATES).folder();
        var to = Files.createDirectories(own.data().path().resolve("certificates"));
        for (var kind : List.of("key", "crt")) {
            var next = to.resolve("next." + kind);
            Files.copy(from.resolve("tls." + kind), next, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    next,
                    to.resolve("upstream." + kind),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    Addresses addresses() {
        return addresses;
    }

    Carrier.Maker doors() {
        return (plan, resent) -> new Entrances(plan, resent, tlsPort, context);
    }

    Path copies() {
        return copies;
    }
}
