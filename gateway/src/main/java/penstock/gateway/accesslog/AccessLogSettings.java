package penstock.gateway.accesslog;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import penstock.gateway.routes.Times;

/// What is logged of which requests.
///
/// @param file where to; rotated by size
/// @param what which requests
/// @param fields of each line
/// @param headers names of request headers whose values are logged too, in lower case
/// @param maxSize bytes per file, 64 KiB or more
/// @param files there may be, the current one included, 1 to 100
public record AccessLogSettings(
        Path file, Choice what, Set<Field> fields, List<String> headers, long maxSize, int files) {

    private static final long LEAST = 64 << 10;
    private static final int MOST_FILES = 100;
    private static final int MOST_HEADERS = 20;

    /// What is in such headers lets whoever reads the log act for somebody else.
    private static final Pattern SECRET =
            Pattern.compile(
                    ".*(auth|cookie|token|secret|passw|credential|session|key|signature|jwt|csrf|xsrf).*");

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]{1,64}");

    public AccessLogSettings {
        fields = fields.isEmpty() ? EnumSet.noneOf(Field.class) : EnumSet.copyOf(fields);
        headers = headers.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("fields: none (expected: " + names() + ")");
        }
        if (headers.size() > MOST_HEADERS) {
            throw new IllegalArgumentException(
                    "headers: " + headers.size() + " (expected: at most " + MOST_HEADERS + ")");
        }
        headers.forEach(AccessLogSettings::requireHarmless);
        if (maxSize < LEAST) {
            throw new IllegalArgumentException("maxSize: " + maxSize + " (expected: 64Ki or more)");
        }
        if (files < 1 || files > MOST_FILES) {
            throw new IllegalArgumentException("files: " + files + " (expected: 1 to 100)");
        }
    }

    private static void requireHarmless(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "headers: \"" + name + "\" (expected: names of headers)");
        }
        if (SECRET.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "headers: \""
                            + name
                            + "\" (expected: headers without secrets; what is in this one must not be logged)");
        }
    }

    /// All names of fields, for messages.
    public static String names() {
        return Stream.of(Field.values()).map(Field::text).collect(Collectors.joining(", "));
    }

    /// Which requests are logged: a random share, and these in any case.
    ///
    /// @param basisPoints of the requests, 0 to 10,000
    /// @param errors those answered 5xx, not answered, or not to the end
    /// @param slow those that took longer; 0 for none
    public record Choice(int basisPoints, boolean errors, Duration slow) {
        public Choice {
            if (basisPoints < 0 || basisPoints > 10_000) {
                throw new IllegalArgumentException(
                        "sample: " + basisPoints + " (expected: 0..10000 basis points)");
            }
            if (slow.isNegative()) {
                throw new IllegalArgumentException(
                        "slow: " + Times.written(slow) + " (expected: 0 or more)");
            }
        }
    }

    /// One field of a line.
    public enum Field {
        TIME("time"),
        ROUTE("route"),
        VERSION("version"),
        INSTANCE("instance"),
        ROLE("role"),
        METHOD("method"),
        HOST("host"),
        PATH("path"),
        /// The names of the parameters, never their values.
        QUERY("query"),
        STATUS("status"),
        PROBLEM("problem"),
        /// How an instance failed the request.
        FAILURE("failure"),
        CACHE("cache"),
        END("end"),
        BYTES_IN("bytesIn"),
        BYTES_OUT("bytesOut"),
        /// What the gateway compressed the answer with.
        ENCODING("encoding"),
        DURATION("duration"),
        UPSTREAM("upstream"),
        ATTEMPTS("attempts"),
        RESCUED("rescued"),
        CLIENT("client"),
        REQUEST_ID("requestId"),
        TRACE_ID("traceId"),
        PROTOCOL("protocol"),
        USER_AGENT("userAgent");

        private final String text;

        Field(String text) {
            this.text = text;
        }

        /// As it stands in a line.
        public String text() {
            return text;
        }

        public static Field parse(String text) {
            return Stream.of(values())
                    .filter(field -> field.text.equals(text))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new IllegalArgumentException(
                                            "fields: \""
                                                    + text
                                                    + "\" (expected: "
                                                    + names()
                                                    + ")"));
        }

        /// All but the names of parameters.
        public static Set<Field> usual() {
            var usual = EnumSet.allOf(Field.class);
            usual.remove(QUERY);
            return usual;
        }
    }
}
