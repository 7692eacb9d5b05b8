package penstock.capabilities.services.process;

import java.nio.file.Path;
import java.util.Map;

/// Where and how processes are run.
///
/// @param data the data directory; records are below `run/instances`, output below `logs`
/// @param firstPort of the range that instances get theirs from
/// @param lastPort the last of that range
/// @param environment the server's own, of which a few harmless variables are handed on
/// @param keptLogs of instances that were forgotten, per service
public record ProcessSettings(
        Path data, int firstPort, int lastPort, Map<String, String> environment, int keptLogs) {
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 29_999;
    private static final int KEPT_LOGS = 20;

    public ProcessSettings {
        environment = Map.copyOf(environment);
        if (firstPort < 1 || firstPort > 65_535) {
            throw new IllegalArgumentException(
                    "firstPort: " + firstPort + " (expected: 1 to 65535)");
        }
        if (lastPort < firstPort || lastPort > 65_535) {
            throw new IllegalArgumentException(
                    "lastPort: " + lastPort + " (expected: " + firstPort + " to 65535)");
        }
        if (keptLogs < 0) {
            throw new IllegalArgumentException("keptLogs: " + keptLogs + " (expected: 0 or more)");
        }
    }

    /// Ports 20000 to 29999 and the environment of this program.
    public static ProcessSettings in(Path data) {
        return new ProcessSettings(data, FIRST_PORT, LAST_PORT, System.getenv(), KEPT_LOGS);
    }

    public ProcessSettings withPorts(int first, int last) {
        return new ProcessSettings(data, first, last, environment, keptLogs);
    }

    public ProcessSettings withEnvironment(Map<String, String> changed) {
        return new ProcessSettings(data, firstPort, lastPort, changed, keptLogs);
    }

    @Override
    public String toString() {
        return "processes in " + data + ", ports " + firstPort + " to " + lastPort;
    }
}
