package penstock.capabilities.services.process;

import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.RunSpec;

/// The environment of an instance: a few harmless variables of the server's own, what the service and the release say,
/// and what the target adds. Nothing else is inherited, so no credential of the server reaches an instance.
final class Environments {
    private static final List<String> INHERITED =
            List.of(
                    "HOME",
                    "JAVA_HOME",
                    "LANG",
                    "LC_ALL",
                    "LOGNAME",
                    "PATH",
                    "TMPDIR",
                    "TZ",
                    "USER");

    private final Map<String, String> inherited = new LinkedHashMap<>();

    /// @param server the server's own environment
    Environments(Map<String, String> server) {
        for (var name : INHERITED) {
            if (server.containsKey(name)) {
                inherited.put(name, server.getOrDefault(name, ""));
            }
        }
        // The server's Java is there for certain and new enough for programs of the same time.
        var java = System.getProperty("java.home", "");
        inherited.put("JAVA_HOME", java);
        inherited.merge("PATH", java + "/bin", (path, bin) -> bin + File.pathSeparator + path);
    }

    /// Without what is only known of a certain instance.
    Map<String, String> common(RunSpec run) {
        var environment = new LinkedHashMap<>(inherited);
        run.process().ifPresent(process -> environment.putAll(process.env()));
        return environment;
    }

    Map<String, String> of(InstanceSpec spec, int port, Path directory) {
        var environment = common(spec.run());
        environment.putAll(spec.env());
        environment.put("PORT", Integer.toString(port));
        environment.put("PENSTOCK_ENVIRONMENT", spec.environment());
        environment.put("PENSTOCK_SERVICE", spec.serviceName());
        environment.put("PENSTOCK_VERSION", spec.version());
        environment.put("PENSTOCK_RELEASE", spec.release());
        environment.put("PENSTOCK_INSTANCE", spec.id());
        environment.put(ProcessTable.MARK, directory.toString());
        return environment;
    }
}
