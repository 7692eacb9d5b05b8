package penstock.metrics.promql;

import java.time.LocalDate;

/// A part of a date and time in UTC.
enum DatePart {
    MINUTE("minute"),
    HOUR("hour"),
    DAY_OF_WEEK("day_of_week"),
    DAY_OF_MONTH("day_of_month"),
    DAY_OF_YEAR("day_of_year"),
    DAYS_IN_MONTH("days_in_month"),
    MONTH("month"),
    YEAR("year");

    private static final long DAY = 86_400;

    private final String function;

    DatePart(String function) {
        this.function = function;
    }

    /// Of the function that yields it.
    static DatePart named(String function) {
        for (DatePart part : values()) {
            if (part.function.equals(function)) {
                return part;
            }
        }
        throw new IllegalArgumentException(
                "function: " + function + " (expected: one that yields a vector)");
    }

    /// @param seconds since 1970
    double of(long seconds) {
        long second = Math.floorMod(seconds, DAY);
        return switch (this) {
            case MINUTE -> Math.floorDiv(second, 60) % 60;
            case HOUR -> Math.floorDiv(second, 3600);
            case DAY_OF_WEEK -> date(seconds).getDayOfWeek().getValue() % 7;
            case DAY_OF_MONTH -> date(seconds).getDayOfMonth();
            case DAY_OF_YEAR -> date(seconds).getDayOfYear();
            case DAYS_IN_MONTH -> date(seconds).lengthOfMonth();
            case MONTH -> date(seconds).getMonthValue();
            case YEAR -> date(seconds).getYear();
        };
    }

    private static LocalDate date(long seconds) {
        long day = Math.floorDiv(seconds, DAY);
        return LocalDate.ofEpochDay(
                Math.clamp(day, LocalDate.MIN.toEpochDay(), LocalDate.MAX.toEpochDay()));
    }
}
