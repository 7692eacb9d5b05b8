package penstock.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import penstock.cli.api.ApiException;
import penstock.cli.api.RolloutView;
import penstock.cli.api.Wire;
import penstock.model.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "release",
        description = {
            "Brings a version of a service into the environment: uploads the artefact, starts the rollout, follows it.",
            "Ends with 0 when the version carries all traffic, 3 when it was rolled back, 4 when it is not over in time."
        })
final class ReleaseCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Option(
            names = "--version",
            paramLabel = "V",
            required = true,
            description = "The version's name, such as 1.4.2.")
    private String version = "";

    @Option(
            names = "--artefact",
            paramLabel = "FILE",
            description =
                    "What to run; not needed when the service's command does not say {artefact}.")
    private String artefact = "";

    @Option(
            names = "--env",
            paramLabel = "KEY=VALUE",
            description = "Environment value; may be repeated.")
    private Map<String, String> env = new LinkedHashMap<>();

    @Option(
            names = "--provenance",
            paramLabel = "KEY=VALUE",
            description = "Where it comes from, such as commit=….")
    private Map<String, String> provenance = new LinkedHashMap<>();

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            description =
                    "Where an instance is that somebody else runs (run.external), such as 10.0.0.5:8080; may be repeated.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Rollout profile instead of the service's own.")
    private String profile = "";

    @Option(
            names = "--force",
            description =
                    "Release also with a plan that can come to no good end by itself; needs --reason.")
    private boolean isForced;

    @Mixin private final Reason reason = new Reason();

    @Option(names = "--no-wait", description = "Start the rollout and return at once.")
    private boolean isLeft;

    @Option(names = "--watch", description = "Follow the rollout to its end (what happens anyway).")
    private boolean isWatched;

    @Mixin private final TimeLimit timeout = new TimeLimit();

    ReleaseCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        if (isLeft && isWatched) {
            throw ApiException.usage("--no-wait and --watch exclude each other.");
        }
        if (isForced && reason.text().isBlank()) {
            throw ApiException.usage("--force needs --reason: it goes into the audit log.");
        }
        var limit = timeout.duration();
        var file = file();
        try (var api = connection.connect()) {
            var resource = Wire.service(connection.environment(), service);
            api.get(resource);
            var stored =
                    file.map(found -> api.upload(found, String.valueOf(found.getFileName())))
                            .orElse(Node.map(Map.of()));
            var answer = api.post(Wire.action(resource, "release"), body(stored), reason.text());
            var rollout = answer.at("rollout").orElse(answer);
            var rolloutName = ResourcePrinter.name(rollout);
            context.line("rollout/" + rolloutName + " started");
            new RolloutView(rollout).told().forEach(context::line);
            return isLeft
                    ? Exit.DONE
                    : new RolloutFollower(api, context)
                            .follow(connection.environment(), rolloutName, limit);
        }
    }

    private Node body(Node stored) {
        var plain = Wire.release(version, stored, env, provenance, profile);
        var body =
                addresses.isEmpty()
                        ? plain
                        : plain.with(
                                "addresses",
                                Node.list(addresses.stream().map(Node::text).toList()));
        return isForced ? body.with("force", Node.text(reason.text())) : body;
    }

    private Optional<Path> file() {
        if (artefact.isEmpty()) {
            return Optional.empty();
        }
        var file = context.resolve(artefact);
        if (!Files.isRegularFile(file)) {
            throw ApiException.usage(
                    "--artefact: "
                            + artefact
                            + (Files.exists(file) ? " is not a file." : " does not exist."));
        }
        return Optional.of(file);
    }
}
