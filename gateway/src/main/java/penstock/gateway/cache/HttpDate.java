package penstock.gateway.cache;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// Points in time as HTTP writes them (RFC 9110 section 5.6.7), in seconds since 1970.
final class HttpDate {

    private static final int YEARS = 50;

    private static final DateTimeFormatter USUAL =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private HttpDate() {}

    static String text(long seconds) {
        return USUAL.format(LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC));
    }

    /// Any of the three forms.
    ///
    /// @param now by which a year of two digits is understood
    static OptionalLong parse(String text, long now) {
        for (DateTimeFormatter form : List.of(USUAL, withShortYear(now), oldest())) {
            try {
                return OptionalLong.of(
                        LocalDateTime.parse(text, form).toEpochSecond(ZoneOffset.UTC));
            } catch (DateTimeException other) {
                // another form, or none
            }
        }
        return OptionalLong.empty();
    }

    /// RFC 850; a year that would be more than 50 years ahead is one of the past.
    private static DateTimeFormatter withShortYear(long now) {
        LocalDate first =
                Instant.ofEpochSecond(now)
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate()
                        .minusYears(YEARS - 1L);
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, first)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ROOT);
    }

    /// The form of C's asctime.
    private static DateTimeFormatter oldest() {
        return new DateTimeFormatterBuilder()
                .appendPattern("EEE MMM ppd HH:mm:ss yyyy")
                .toFormatter(Locale.ROOT);
    }
}
