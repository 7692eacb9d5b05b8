package penstock.gateway.http;

import static penstock.gateway.http.BadMessageException.bad;

import java.io.ByteArrayOutputStream;

/// The fields after a body: lines that each end in CR LF, without an empty line.
public final class Trailers {

    public static final byte[] NONE = {};

    private static final int MAX_BYTES = 8 * 1024;

    private Trailers() {}

    /// What passes of trailers that were read as a head: not those that would change framing or routing, which have no business
    /// there.
    public static byte[] of(HeadBuffer lines) throws BadMessageException {
        if (lines.count() == 0) {
            return NONE;
        }
        var kept = new ByteArrayOutputStream();
        for (int i = 0; i < lines.count(); i++) {
            if (lines.field(i) == Field.OTHER) {
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
}
