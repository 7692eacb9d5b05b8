package penstock.capabilities.services;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One instance to run. Its text form leaves the environment out, since that may hold secret values.
///
/// @param id unique among all instances of the target; lower-case letters, digits, hyphens and dots, at most 128
/// @param service `environment/name`
/// @param version as people know it
/// @param release the name of the release
/// @param env on top of the environment of the process in `run`
/// @param artefact the file that `{artefact}` in the command stands for
/// @param isBaseline whether it was started for a candidate to be compared with
/// @param elsewhere where it is reached, when somebody else runs it
public record InstanceSpec(
        String id,
        String service,
        String version,
        String release,
        RunSpec run,
        Map<String, String> env,
        Optional<Path> artefact,
        boolean isBaseline,
        Optional<Endpoint> elsewhere) {
    static final int MAX_ID = 128;

    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,126}[a-z0-9])?");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]{1,63}/[a-z0-9-]{1,63}");

    public InstanceSpec {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "id: \""
                            + id
                            + "\" (expected: 1 to 128 lower-case letters, digits, hyphens and dots)");
        }
        if (!SERVICE.matcher(service).matches()) {
            throw new IllegalArgumentException(
                    "service: \"" + service + "\" (expected: environment/name)");
        }
        env = Map.copyOf(env);
        Checks.variables("env", env);
    }

    /// One that serves in its own right.
    public InstanceSpec(
            String id,
            String service,
            String version,
            String release,
            RunSpec run,
            Map<String, String> env,
            Optional<Path> artefact) {
        this(id, service, version, release, run, env, artefact, false, Optional.empty());
    }

    /// One that somebody else runs.
    public static InstanceSpec elsewhere(
            String id,
            String service,
            String version,
            String release,
            RunSpec run,
            Endpoint endpoint) {
        return new InstanceSpec(
                id,
                service,
                version,
                release,
                run,
                Map.of(),
                Optional.empty(),
                false,
                Optional.of(endpoint));
    }

    public String environment() {
        return service.substring(0, service.indexOf('/'));
    }

    /// The name of the service within its environment.
    public String serviceName() {
        return service.substring(service.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return id + " (" + service + " " + version + ")";
    }
}
