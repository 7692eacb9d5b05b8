package penstock.server.prometheus;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import penstock.metrics.promql.syntax.Literals;

/// The parameters of a request, from its form and its query; those of the form come first. Unknown ones are ignored, as
/// Prometheus does: clients send more than it knows.
public record Parameters(Map<String, List<String>> values) {
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d{1,30}\\.?\\d{0,30}|\\.\\d{1,30})([eE][-+]?\\d{1,3})?");
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");

    /// The longest duration in milliseconds: what 64 bits of nanoseconds hold.
    private static final long LONGEST = Long.MAX_VALUE / 1_000_000;

    /// The earliest and the latest time, in milliseconds since 1970: a margin keeps sums from overflowing.
    static final long EARLIEST = Long.MIN_VALUE / 4;

    static final long LATEST = Long.MAX_VALUE / 4;

    public Parameters {
        values = Map.copyOf(values);
    }

    /// The first value, or `""`.
    String text(String name) {
        var given = values.getOrDefault(name, List.of());
        return given.isEmpty() ? "" : given.getFirst();
    }

    List<String> texts(String name) {
        return values.getOrDefault(name, List.of());
    }

    /// Milliseconds since 1970.
    ///
    /// @throws Failure unless it is seconds since 1970 or RFC 3339
    long time(String name) {
        return timeOf(text(name))
                .orElseThrow(() -> Failure.parameter(name, cannotParse(text(name)) + "timestamp"));
    }

    /// As [#time(String)], another when it is not given.
    long time(String name, long otherwise) {
        var text = text(name);
        return text.isEmpty()
                ? otherwise
                : timeOf(text)
                        .orElseThrow(
                                () ->
                                        Failure.parameter(
                                                name,
                                                "Invalid time value for '"
                                                        + name
                                                        + "': "
                                                        + cannotParse(text)
                                                        + "timestamp"));
    }

    private static String cannotParse(String text) {
        return "cannot parse " + Json.text(new StringBuilder(), text) + " to a valid ";
    }

    private static OptionalLong timeOf(String text) {
        if (NUMBER.matcher(text).matches()) {
            double seconds = Double.parseDouble(text);
            double whole = seconds < 0 ? Math.ceil(seconds) : Math.floor(seconds);
            double millis = whole * 1000 + Math.rint((seconds - whole) * 1000);
            return OptionalLong.of(Math.clamp((long) millis, EARLIEST, LATEST));
        }
        try {
            return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException _) {
            return beyond(text);
        }
    }

    /// The two ends of time as Prometheus writes them, which its clients send back.
    private static OptionalLong beyond(String text) {
        return switch (text) {
            case "-292273086-05-16T16:47:06Z" -> OptionalLong.of(EARLIEST);
            case "292277025-08-18T07:12:54.999999999Z" -> OptionalLong.of(LATEST);
            default -> OptionalLong.empty();
        };
    }

    /// Milliseconds.
    ///
    /// @throws Failure unless it is a number of seconds or a duration such as `1m30s`
    long duration(String name) {
        return durationOf(name, text(name), "");
    }

    /// As [#duration(String)], for a parameter whose name a message puts in words of its own.
    long duration(String name, String words) {
        return durationOf(name, text(name), words);
    }

    private static long durationOf(String name, String text, String words) {
        if (NUMBER.matcher(text).matches()) {
            double millis = Double.parseDouble(text) * 1000;
            if (Math.abs(millis) > LONGEST) {
                throw refused(name, words, cannotParse(text) + "duration. It overflows int64");
            }
            return (long) millis;
        }
        try {
            return Math.round(Literals.seconds(text) * 1000);
        } catch (NumberFormatException _) {
            throw refused(name, words, cannotParse(text) + "duration");
        }
    }

    private static Failure refused(String name, String words, String message) {
        return words.isEmpty()
                ? Failure.parameter(name, message)
                : Failure.badData(words + message);
    }

    /// How many results at most; 0 for all.
    int limit() {
        var text = text("limit");
        if (text.isEmpty()) {
            return 0;
        }
        if (!WHOLE.matcher(text).matches()) {
            throw Failure.parameter(
                    "limit",
                    "strconv.Atoi: parsing "
                            + Json.text(new StringBuilder(), text)
                            + ": invalid syntax");
        }
        long limit = Long.parseLong(text);
        if (limit < 0) {
            throw Failure.parameter("limit", "limit must be non-negative");
        }
        return (int) Math.min(limit, Integer.MAX_VALUE);
    }

    /// A whole number, another when it is not given.
    int count(String name, int otherwise, String complaint) {
        var text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!WHOLE.matcher(text).matches()) {
            throw Failure.badData(complaint);
        }
        return Math.clamp(Long.parseLong(text), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
