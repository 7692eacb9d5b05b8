package penstock.server.wiring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import penstock.gateway.accesslog.AccessLogSettings;
import penstock.gateway.accesslog.AccessLogSettings.Field;
import penstock.server.config.Settings;

/// The part of the gateway's command line that says what is told of single requests. No option has an empty value.
final class ObservingOptions {
    private ObservingOptions() {}

    /// @param data the data directory
    static List<String> of(Path data, Settings.Gateway settings) {
        var line = new ArrayList<String>();
        settings.accessLog().words(data).ifPresent(log -> add(log, line));
        if (settings.tracing().on()) {
            add("--tracing", settings.tracing().sample().basisPoints(), line);
        }
        return List.copyOf(line);
    }

    private static void add(AccessLogSettings log, List<String> line) {
        var always = new ArrayList<String>();
        if (log.what().errors()) {
            always.add("errors");
        }
        if (!log.what().slow().isZero()) {
            always.add("slow");
            add("--access-log-slow", log.what().slow().toMillis() + "ms", line);
        }
        var fields = log.fields().stream().sorted().map(Field::text).toList();
        add("--access-log", log.file(), line);
        add("--access-log-sample", log.what().basisPoints(), line);
        add("--access-log-always", always.isEmpty() ? "none" : String.join(",", always), line);
        add("--access-log-fields", String.join(",", fields), line);
        if (!log.headers().isEmpty()) {
            add("--access-log-headers", String.join(",", log.headers()), line);
        }
        add("--access-log-size", log.maxSize(), line);
        add("--access-log-files", log.files(), line);
    }

    private static void add(String option, Object value, List<String> line) {
        line.add(option);
        line.add(value.toString());
    }
}
