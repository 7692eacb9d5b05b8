package penstock.gateway.proxy;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import penstock.gateway.http.Ascii;

/// The line `Date` of an answer (RFC 9110 section 6.6.1), made once a second. Used on one loop only.
final class DateLine {

    /// As `RFC_1123_DATE_TIME`, which writes days below ten with one digit.
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private long second = Long.MIN_VALUE;
    private byte[] line = {};

    DateLine(InstantSource clock) {
        this.clock = clock;
    }

    /// The time of day, in seconds since 1970.
    long seconds() {
        return Math.floorDiv(clock.millis(), 1_000);
    }

    /// Whole, with its end.
    byte[] now() {
        long present = seconds();
        if (present != second) {
            second = present;
            line = Ascii.bytes("Date: " + FORMAT.format(Instant.ofEpochSecond(present)) + "\r\n");
        }
        return line;
    }
}
