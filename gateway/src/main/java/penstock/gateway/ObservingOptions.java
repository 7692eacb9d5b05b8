package penstock.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import penstock.gateway.accesslog.AccessLogSettings;
import penstock.gateway.accesslog.AccessLogSettings.Choice;
import penstock.gateway.accesslog.AccessLogSettings.Field;
import penstock.gateway.proxy.Observing.Tracing;

/// The part of the command line that says what is told of single requests.
record ObservingOptions(Optional<AccessLogSettings> accessLog, Tracing tracing) {

    static final String USAGE =
            "[--access-log FILE [--access-log-sample BASIS_POINTS] [--access-log-always errors,slow]"
                    + " [--access-log-slow 1000ms] [--access-log-fields NAME,NAME…]"
                    + " [--access-log-headers NAME,NAME…] [--access-log-size BYTES] [--access-log-files 5]]"
                    + " [--tracing BASIS_POINTS]";

    static final ObservingOptions NONE = new ObservingOptions(Optional.empty(), Tracing.OFF);

    private static final String FILE = "--access-log";
    private static final String SAMPLE = "--access-log-sample";
    private static final String ALWAYS = "--access-log-always";
    private static final String SLOW = "--access-log-slow";
    private static final String FIELDS = "--access-log-fields";
    private static final String HEADERS = "--access-log-headers";
    private static final String SIZE = "--access-log-size";
    private static final String FILES = "--access-log-files";
    private static final String TRACING = "--tracing";

    static final Set<String> NAMES =
            Set.of(FILE, SAMPLE, ALWAYS, SLOW, FIELDS, HEADERS, SIZE, FILES, TRACING);

    /// Reads what was given; an `IllegalArgumentException` names the option.
    static ObservingOptions of(Map<String, String> given) {
        var tracing =
                given.containsKey(TRACING)
                        ? new Tracing(true, share(TRACING, given.get(TRACING)))
                        : Tracing.OFF;
        if (!given.containsKey(FILE)) {
            return new ObservingOptions(Optional.empty(), tracing);
        }
        return new ObservingOptions(Optional.of(accessLog(given)), tracing);
    }

    private static AccessLogSettings accessLog(Map<String, String> given) {
        List<String> always = list(given.getOrDefault(ALWAYS, "errors"));
        for (String word : always) {
            if (!List.of("errors", "slow", "none").contains(word)) {
                throw wrong(ALWAYS, word, "errors, slow, both or none");
            }
        }
        long slow = number(SLOW, given.getOrDefault(SLOW, "1000ms"), "([0-9]{1,9})ms");
        return named(
                FILE,
                _ ->
                        new AccessLogSettings(
                                Path.of(given.getOrDefault(FILE, "")),
                                new Choice(
                                        share(SAMPLE, given.getOrDefault(SAMPLE, "100")),
                                        always.contains("errors"),
                                        always.contains("slow")
                                                ? Duration.ofMillis(slow)
                                                : Duration.ZERO),
                                fields(given.getOrDefault(FIELDS, "")),
                                list(given.getOrDefault(HEADERS, "")),
                                number(SIZE, given.getOrDefault(SIZE, "67108864"), "([0-9]{1,18})"),
                                (int)
                                        number(
                                                FILES,
                                                given.getOrDefault(FILES, "5"),
                                                "([0-9]{1,3})")));
    }

    private static Set<Field> fields(String text) {
        return text.isEmpty()
                ? Field.usual()
                : list(text).stream().map(Field::parse).collect(Collectors.toSet());
    }

    private static <T> T named(String option, Function<String, T> made) {
        try {
            return made.apply(option);
        } catch (IllegalArgumentException wrong) {
            String reason = String.valueOf(wrong.getMessage());
            throw new IllegalArgumentException(
                    reason.startsWith("--") ? reason : option + ": " + reason, wrong);
        }
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? new ArrayList<>() : Stream.of(text.split(",", -1)).toList();
    }

    private static int share(String option, String text) {
        long share = number(option, text, "([0-9]{1,5})");
        if (share > 10_000) {
            throw wrong(option, text, "basis points from 0 to 10000");
        }
        return (int) share;
    }

    private static long number(String option, String text, String form) {
        var match = java.util.regex.Pattern.compile(form).matcher(text);
        if (!match.matches()) {
            throw wrong(
                    option, text, "a number such as " + (form.endsWith("ms") ? "1000ms" : "100"));
        }
        return Long.parseLong(match.group(1));
    }

    private static IllegalArgumentException wrong(String option, String text, String expected) {
        return new IllegalArgumentException(
                option + ": \"" + text + "\" (expected: " + expected + ")");
    }
}
