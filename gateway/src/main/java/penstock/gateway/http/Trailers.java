package penstock.gateway.http;

import static penstock.gateway.http.BadMessageException.bad;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields after a body: lines that each end in CR LF, without an empty line.
public final class Trailers {

    public static final byte[] NONE = {};

    private static final int MAX_BYTES = 8 * 1024;

    /// Fields that mean something only before the content (RFC 9110 section 6.5.1), beside those that `Field` knows.
    private static final Set<String> NEVER =
            Set.of(
                    "age",
                    "authorization",
                    "cache-control",
                    "content-encoding",
                    "content-range",
                    "content-type",
                    "expires",
                    "if-match",
                    "if-modified-since",
                    "if-none-match",
                    "if-range",
                    "if-unmodified-since",
                    "location",
                    "pragma",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "range",
                    "retry-after",
                    "set-cookie",
                    "vary",
                    "www-authenticate");

    private Trailers() {}

    /// What passes of trailers that were read as a head: not those that would change framing or routing, which have no business
    /// there.
    public static byte[] of(HeadBuffer lines) throws BadMessageException {
        return of(lines, null);
    }

    /// With the fields of the message's head, which may name some that concern the connection only.
    static byte[] of(HeadBuffer lines, @Nullable MessageFields message) throws BadMessageException {
        if (lines.count() == 0) {
            return NONE;
        }
        var kept = new ByteArrayOutputStream();
        for (int i = 0; i < lines.count(); i++) {
            if (mayPass(lines, i, message)) {
                kept.write(lines.bytes(), lines.nameFrom(i), lines.nameTo(i) - lines.nameFrom(i));
                kept.writeBytes(Ascii.bytes(": "));
                kept.write(
                        lines.bytes(), lines.valueFrom(i), lines.valueTo(i) - lines.valueFrom(i));
                kept.writeBytes(Ascii.bytes("\r\n"));
            }
        }
        if (kept.size() > MAX_BYTES) {
            throw bad("trailers of more than " + MAX_BYTES + " bytes");
        }
        return kept.toByteArray();
    }

    private static boolean mayPass(HeadBuffer lines, int index, @Nullable MessageFields message) {
        String name = lines.text(lines.nameFrom(index), lines.nameTo(index));
        return lines.field(index) == Field.OTHER
                && !NEVER.contains(name.toLowerCase(Locale.ROOT))
                && (message == null || !message.isNominated(lines, index));
    }
}
