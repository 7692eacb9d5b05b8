package penstock.metrics.template;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/// The methods of times and durations that templates use.
final class Methods {
    private static final Set<String> OF_TIMES =
            Set.of(
                    "Format",
                    "String",
                    "Unix",
                    "UnixMilli",
                    "UTC",
                    "Year",
                    "YearDay",
                    "Month",
                    "Day",
                    "Weekday",
                    "Hour",
                    "Minute",
                    "Second");

    private static final Set<String> OF_SPANS =
            Set.of("String", "Hours", "Minutes", "Seconds", "Milliseconds");

    private Methods() {}

    static boolean has(Value receiver, String name) {
        return (receiver instanceof Value.Moment && OF_TIMES.contains(name))
                || (receiver instanceof Value.Span && OF_SPANS.contains(name));
    }

    /// What it takes: one argument or none.
    static List<Type> types(String name) {
        return name.equals("Format") ? List.of(Type.TEXT) : List.of();
    }

    /// @param argument [Value.None] when it takes none
    static Value call(Value receiver, String name, Value argument) {
        if (name.equals("String")) {
            return new Value.Text(Printing.printed(receiver));
        }
        return switch (receiver) {
            case Value.Span(long nanos) -> ofSpan(nanos, name);
            case Value.Moment(Instant instant) when argument instanceof Value.Text(String layout) ->
                    new Value.Text(TimeFormat.format(utc(instant), layout));
            case Value.Moment(Instant instant) -> ofTime(instant, name);
            default ->
                    throw new IllegalArgumentException(
                            "receiver: " + receiver + " (expected: a time or a duration)");
        };
    }

    private static Value ofSpan(long nanos, String name) {
        return switch (name) {
            case "Hours" -> new Value.Real(nanos / 3.6e12);
            case "Minutes" -> new Value.Real(nanos / 6e10);
            case "Seconds" -> new Value.Real(nanos / 1e9);
            default -> new Value.Whole(nanos / 1_000_000);
        };
    }

    private static Value ofTime(Instant instant, String name) {
        LocalDateTime time = utc(instant);
        return switch (name) {
            case "Month" -> new Value.Text(TimeFormat.format(time, "January"));
            case "Weekday" -> new Value.Text(TimeFormat.format(time, "Monday"));
            case "UTC" -> new Value.Moment(instant);
            case "Unix" -> new Value.Whole(instant.getEpochSecond());
            case "UnixMilli" -> new Value.Whole(instant.toEpochMilli());
            case "Year" -> new Value.Whole(time.getYear());
            case "YearDay" -> new Value.Whole(time.getDayOfYear());
            case "Day" -> new Value.Whole(time.getDayOfMonth());
            case "Hour" -> new Value.Whole(time.getHour());
            case "Minute" -> new Value.Whole(time.getMinute());
            default -> new Value.Whole(time.getSecond());
        };
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
