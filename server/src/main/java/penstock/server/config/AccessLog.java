package penstock.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import penstock.gateway.accesslog.AccessLogSettings;
import penstock.gateway.accesslog.AccessLogSettings.Choice;
import penstock.gateway.accesslog.AccessLogSettings.Field;
import penstock.model.Default;
import penstock.model.Size;
import penstock.model.Weight;

/// The access log of the gateway. Without a file there is none.
public record AccessLog(
        @Default("''")
                @About(
                        "File of the access log, one line of JSON for each request; relative to the data directory. Empty"
                                + " for none, as lines tell what people did.")
                String file,
        @Default("1%") @About("Share of the requests that are logged.") Weight sample,
        @Default("[errors]")
                @About(
                        "Requests that are logged whatever the share: errors (5xx, or no whole answer), slow.")
                List<Kind> always,
        @Default("1s") @About("Requests that take longer are slow.") Duration slow,
        @About("Fields of a line; all but query if none are named.") List<String> fields,
        @About("Request headers that are logged too; none that holds a secret.")
                List<String> headers,
        @Default("64Mi") @About("Size at which another file is begun.") Size maxSize,
        @Default("5") @About("Files that are kept, the current one included.") int files) {

    /// What is logged in any case.
    public enum Kind {
        ERRORS,
        SLOW
    }

    public AccessLog {
        always = List.copyOf(always);
        fields = List.copyOf(fields);
        headers = List.copyOf(headers);
        new AccessLogSettings(
                Path.of("access.log"),
                choice(sample, always, slow),
                fields(fields),
                headers,
                maxSize.bytes(),
                files);
    }

    /// What the gateway is told, if anything is logged.
    ///
    /// @param data the data directory
    public Optional<AccessLogSettings> words(Path data) {
        return file.isBlank()
                ? Optional.empty()
                : Optional.of(
                        new AccessLogSettings(
                                data.resolve(Folder.expanded(file, "a file")),
                                choice(sample, always, slow),
                                fields(fields),
                                headers,
                                maxSize.bytes(),
                                files));
    }

    private static Choice choice(Weight sample, List<Kind> always, Duration slow) {
        return new Choice(
                sample.basisPoints(),
                always.contains(Kind.ERRORS),
                always.contains(Kind.SLOW) ? slow : Duration.ZERO);
    }

    private static Set<Field> fields(List<String> names) {
        return names.isEmpty()
                ? Field.usual()
                : names.stream().map(Field::parse).collect(Collectors.toSet());
    }
}
