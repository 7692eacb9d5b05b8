package penstock.vectoriser;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The settings of the process, all from environment variables. Every mistake is reported at once.
///
/// - `host`, `port`: where to listen; port 0 takes any free one
/// - `version`: what the service says it is
/// - `workers`: conversions at the same time, 1 to 8
/// - `queue`: conversions that may wait, at least 1
/// - `cacheTtl`: how long a result is kept; zero for never
/// - `drain`: how long requests are still taken after the readiness went away
record Settings(
        String host,
        int port,
        String version,
        int workers,
        int queue,
        Duration cacheTtl,
        Duration drain,
        Faults faults) {
    static final int MOST_WORKERS = 8;
    private static final String PREFIX = "VECTORISER_";
    private static final Set<String> KNOWN =
            Set.of(
                    "VECTORISER_VERSION",
                    "VECTORISER_WORKERS",
                    "VECTORISER_QUEUE",
                    "VECTORISER_CACHE_TTL",
                    "VECTORISER_DRAIN");

    /// The variables that are wrong, one message each.
    static final class InvalidSettings extends Exception {
        private static final long serialVersionUID = 1;

        InvalidSettings(List<String> problems) {
            super(String.join("\n", problems));
        }
    }

    static Settings from(Map<String, String> environment, String defaultVersion)
            throws InvalidSettings {
        var read = new Variables(environment);
        int cores = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_WORKERS);
        var settings =
                new Settings(
                        environment.getOrDefault("HOST", "127.0.0.1"),
                        read.whole("PORT", 8000, 0, 65_535),
                        environment.getOrDefault("VECTORISER_VERSION", defaultVersion),
                        read.whole("VECTORISER_WORKERS", cores, 1, MOST_WORKERS),
                        read.whole("VECTORISER_QUEUE", 100, 1, 10_000),
                        read.duration("VECTORISER_CACHE_TTL", Duration.ofHours(1)),
                        read.duration("VECTORISER_DRAIN", Duration.ofMillis(300)),
                        Faults.from(read));
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(PREFIX) && !KNOWN.contains(name) && !Faults.KNOWN.contains(name)) {
                read.problem(name, environment.getOrDefault(name, ""), "no such variable");
            }
        }
        if (!read.problems().isEmpty()) {
            throw new InvalidSettings(read.problems());
        }
        return settings;
    }

    /// Reads values and collects what is wrong with them.
    static final class Variables {
        private final Map<String, String> environment;
        private final List<String> problems = new ArrayList<>();

        Variables(Map<String, String> environment) {
            this.environment = environment;
        }

        List<String> problems() {
            return List.copyOf(problems);
        }

        void problem(String name, String value, String expected) {
            problems.add(name + ": \"" + value + "\" (expected: " + expected + ")");
        }

        /// The value, or an empty text where the variable is not set.
        String text(String name) {
            return environment.getOrDefault(name, "").strip();
        }

        int whole(String name, int preset, int least, int most) {
            String value = text(name);
            if (value.isEmpty()) {
                return preset;
            }
            try {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // reported below together with numbers out of range
            }
            problem(name, value, "a whole number from " + least + " to " + most);
            return preset;
        }

        boolean flag(String name) {
            String value = text(name);
            if (!value.isEmpty() && !value.equals("true") && !value.equals("false")) {
                problem(name, value, "true or false");
            }
            return value.equals("true");
        }

        Duration duration(String name, Duration preset) {
            String value = text(name);
            if (value.isEmpty()) {
                return preset;
            }
            Duration parsed = Units.duration(value);
            if (parsed.isNegative()) {
                problem(name, value, "a duration such as 250ms, 20s or 2m");
                return preset;
            }
            return parsed;
        }

        /// A share of 0 to 1, written as a percentage.
        double percentage(String name) {
            String value = text(name);
            if (value.isEmpty()) {
                return 0;
            }
            double share = Units.percentage(value);
            if (share < 0) {
                problem(name, value, "a percentage from 0% to 100%");
                return 0;
            }
            return share;
        }

        /// A number of bytes.
        long size(String name) {
            String value = text(name);
            if (value.isEmpty()) {
                return 0;
            }
            long bytes = Units.bytes(value);
            if (bytes < 0) {
                problem(name, value, "a size such as 64KiB or 2MiB, at most 1GiB");
                return 0;
            }
            return bytes;
        }
    }
}
