package penstock.metrics.script;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Literals;
import penstock.metrics.promql.syntax.SeriesName;

/// When the counters of a series' samples started, as `up@st -1m 0sx3 _`: each relative to its sample. Without a name it is
/// for all series below it that have no line of their own, from the beginning again when it is too short.
///
/// @param labels empty when it is for all
/// @param offsets in milliseconds; [#UNKNOWN] is no start
record StartLine(Labels labels, List<Long> offsets) {
    static final long UNKNOWN = Long.MIN_VALUE;

    private static final int MAX_ITEMS = 1_000_000;
    private static final String DURATION = "[+-]?(?:[0-9]+[a-wyz]+)+|[+-]?0";
    private static final Pattern ITEM =
            Pattern.compile("(\\*|" + DURATION + ")(?:([+-](?:" + DURATION + "))?x([0-9]+))?");
    private static final Pattern OMITTED = Pattern.compile("_(?:x([0-9]+))?");

    static boolean isOne(String line) {
        return word(line).endsWith("@st") && word(line).length() < line.length();
    }

    private static String word(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') {
            end++;
        }
        return line.substring(0, end);
    }

    static StartLine parse(String line) {
        String word = word(line);
        String name = word.substring(0, word.length() - "@st".length());
        var offsets = new ArrayList<Long>();
        long last = 0;
        for (String item : line.substring(word.length()).trim().split("[ \t]+", -1)) {
            last = add(item, last, offsets);
        }
        return new StartLine(name.isEmpty() ? Labels.EMPTY : SeriesName.parse(name), offsets);
    }

    /// Returns the last start that is known, which `*` repeats.
    private static long add(String item, long last, List<Long> into) {
        Matcher omitted = OMITTED.matcher(item);
        if (omitted.matches()) {
            int count = omitted.group(1) == null ? 1 : count(omitted.group(1));
            for (int i = 0; i < count; i++) {
                into.add(UNKNOWN);
            }
            return last;
        }
        Matcher start = ITEM.matcher(item);
        if (!start.matches()) {
            throw new ScriptProblem(
                    "invalid @st sequence: \""
                            + item
                            + "\" (expected: \"_\" or a duration, as in -1m+10sx3)");
        }
        long offset = start.group(1).equals("*") ? last : millis(start.group(1));
        long change = start.group(2) == null ? 0 : millis(start.group(2));
        int times = start.group(3) == null ? 0 : count(start.group(3));
        for (int i = 0; i <= times; i++) {
            into.add(offset + i * change);
        }
        return offset + times * change;
    }

    private static long millis(String duration) {
        boolean isSigned = duration.startsWith("+") || duration.startsWith("-");
        try {
            double seconds = Literals.seconds(isSigned ? duration.substring(1) : duration);
            return Math.round(seconds * 1000) * (duration.startsWith("-") ? -1 : 1);
        } catch (NumberFormatException e) {
            throw new ScriptProblem("invalid @st sequence: " + e.getMessage());
        }
    }

    private static int count(String digits) {
        if (digits.length() > 6) {
            throw new ScriptProblem("an @st line of more than " + MAX_ITEMS + " items");
        }
        return Integer.parseInt(digits);
    }
}
