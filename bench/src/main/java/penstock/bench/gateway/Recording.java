package penstock.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What Java's flight recorder of our gateway notes, and where. It is read from its folder while the gateway runs, so nothing of the
/// gateway is opened for that.
record Recording(Path folder, Path settings) {

    /// @param events by name, each with its settings
    static Recording of(Path folder, Map<String, Map<String, String>> events) throws IOException {
        Files.createDirectories(folder);
        var lines =
                events.entrySet().stream()
                        .map(
                                event ->
                                        "<event name=\"%s\"><setting name=\"enabled\">true</setting>%s</event>"
                                                .formatted(
                                                        event.getKey(), settings(event.getValue())))
                        .collect(Collectors.joining("\n"));
        var settings =
                Files.writeString(
                        folder.resolve("settings.jfc"),
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<configuration version=\"2.0\">\n"
                                + lines
                                + "\n</configuration>\n");
        return new Recording(folder, settings);
    }

    private static String settings(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(
                        one ->
                                "<setting name=\"%s\">%s</setting>"
                                        .formatted(one.getKey(), one.getValue()))
                .collect(Collectors.joining());
    }

    /// Options of the virtual machine.
    List<String> options() {
        return List.of(
                "-XX:FlightRecorderOptions:repository=" + folder.resolve("repository"),
                "-XX:StartFlightRecording:settings=" + settings + ",flush-interval=1s");
    }

    /// The folder of the one process that records there.
    Path repository() throws IOException {
        try (var folders = Files.list(folder.resolve("repository"))) {
            return folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }
}
