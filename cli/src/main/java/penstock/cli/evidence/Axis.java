package penstock.cli.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/// Maps figures to places on the picture.
///
/// @param from the figure at `start`
/// @param to the figure at `end`
/// @param isLogarithmic whether equal distances are equal factors
record Axis(double from, double to, double start, double end, boolean isLogarithmic) {
    private static final List<Long> STEPS =
            List.of(
                    1L,
                    2L,
                    5L,
                    10L,
                    15L,
                    30L,
                    60L,
                    120L,
                    300L,
                    600L,
                    900L,
                    1_800L,
                    3_600L,
                    7_200L,
                    14_400L,
                    21_600L,
                    43_200L,
                    86_400L,
                    172_800L,
                    604_800L,
                    2_419_200L);
    private static final int MOST_MARKS = 10;

    /// What lies outside is drawn at the edge.
    double at(double figure) {
        double within = Math.clamp(figure, from, to);
        double share =
                isLogarithmic
                        ? Math.log(within / from) / Math.log(to / from)
                        : (within - from) / (to - from);
        return start + share * (end - start);
    }

    /// The powers of ten on it.
    List<Double> tens() {
        var marks = new ArrayList<Double>();
        for (int power = (int) Math.ceil(Math.log10(from) - 1e-9);
                Math.pow(10, power) <= to * 1.001;
                power++) {
            marks.add(Math.pow(10, power));
        }
        return marks;
    }

    /// Round numbers of seconds on it.
    List<Long> seconds() {
        long step =
                STEPS.stream()
                        .filter(each -> to / each <= MOST_MARKS)
                        .findFirst()
                        .orElse((long) (to / MOST_MARKS));
        return LongStream.iterate(0, each -> each <= to, each -> each + step).boxed().toList();
    }

    /// For people: `45s`, `2m 30s`, `1h 15m`.
    static String time(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + "s");
        }
        if (seconds < 86_400) {
            return seconds / 3_600
                    + "h"
                    + (seconds % 3_600 == 0 ? "" : " " + seconds % 3_600 / 60 + "m");
        }
        return seconds / 86_400
                + "d"
                + (seconds % 86_400 == 0 ? "" : " " + seconds % 86_400 / 3_600 + "h");
    }

    static String number(double figure) {
        return figure >= 1
                ? String.format(Locale.ROOT, "%,.0f", figure)
                : String.format(Locale.ROOT, "%.4g", figure).replaceAll("0+$", "");
    }
}
