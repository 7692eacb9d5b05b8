package penstock.model;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;

/// A number of bytes, written with a unit: `512Mi`, `10MB`, `64k`, `100` (bytes). `Ki`, `Mi`, `Gi`, `Ti` are powers of
/// 1,024; `k`, `M`, `G`, `T` (optionally followed by `B`) powers of 1,000.
@AsText
public record Size(long bytes) {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,19}(?:\\.\\d{1,19})?)\\s*([kKMGT]i?)?B?");
    private static final Map<String, Long> UNITS =
            Map.of(
                    "",
                    1L,
                    "k",
                    1_000L,
                    "M",
                    1_000_000L,
                    "G",
                    1_000_000_000L,
                    "T",
                    1_000_000_000_000L,
                    "Ki",
                    1L << 10,
                    "Mi",
                    1L << 20,
                    "Gi",
                    1L << 30,
                    "Ti",
                    1L << 40);

    public Size {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: 0 or more)");
        }
    }

    public static Size parse(String text) {
        var form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a size such as 512Mi, 10MB or 4096)");
        }
        var unit = form.group(2) == null ? "" : form.group(2).equals("K") ? "k" : form.group(2);
        var factor = UNITS.getOrDefault(unit.equals("ki") ? "Ki" : unit, 1L);
        try {
            return new Size(
                    new BigDecimal(form.group(1))
                            .multiply(BigDecimal.valueOf(factor))
                            .longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a whole number of bytes below 8 EiB)", e);
        }
    }

    @Override
    public String toString() {
        for (var unit : new String[] {"Ti", "Gi", "Mi", "Ki"}) {
            long factor = UNITS.getOrDefault(unit, 1L);
            if (bytes >= factor && bytes % factor == 0) {
                return bytes / factor + unit;
            }
        }
        return Long.toString(bytes);
    }
}
