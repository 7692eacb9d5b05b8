package penstock.metrics.script;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Literals;
import penstock.metrics.promql.syntax.SeriesName;
import penstock.metrics.script.SeriesLine.Item;
import penstock.metrics.series.Samples;

/// Reads one line that describes a series.
final class SeriesLineReader {
    /// Of one line; a script needs a few hundred.
    private static final int MAX_ITEMS = 1_000_000;

    private static final String NUMBER =
            "(?:[0-9][0-9_]*\\.?[0-9_]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[iI][nN][fF]|[nN][aA][nN]";

    private static final Pattern NUMBERS =
            Pattern.compile("([+-]?(?:" + NUMBER + "))(?:([+-](?:" + NUMBER + "))?x([0-9]+))?");

    private static final Pattern OMITTED = Pattern.compile("_(?:x([0-9]+))?");
    private static final Pattern AFTER_HISTOGRAM = Pattern.compile("x([0-9]+)");

    private final String text;
    private int at;

    SeriesLineReader(String text) {
        this.text = text;
    }

    SeriesLine line() {
        Labels labels = labels();
        var items = new ArrayList<Item>();
        for (space(); at < text.length(); space()) {
            if (text.startsWith("{{", at)) {
                histograms(items);
            } else {
                numbers(word(), items);
            }
        }
        return new SeriesLine(labels, items);
    }

    private Labels labels() {
        int end = 0;
        while (end < text.length() && !isSpace(text.charAt(end)) && text.charAt(end) != '{') {
            end++;
        }
        if (end < text.length() && text.charAt(end) == '{') {
            end = closingBrace(end) + 1;
        }
        at = end;
        return SeriesName.parse(text.substring(0, end));
    }

    private int closingBrace(int start) {
        char quote = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0) {
                if (c == '}') {
                    return i;
                }
                quote = c == '"' || c == '\'' || c == '`' ? c : 0;
            } else if (c == '\\' && quote != '`') {
                i++;
            } else if (c == quote) {
                quote = 0;
            }
        }
        return text.length() - 1;
    }

    private void space() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private String word() {
        int start = at;
        while (at < text.length() && !isSpace(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static void numbers(String word, List<Item> into) {
        if (word.equals("stale")) {
            into.add(Item.of(Samples.STALE));
            return;
        }
        Matcher omitted = OMITTED.matcher(word);
        if (omitted.matches()) {
            add(into, Item.OMITTED, omitted.group(1) == null ? 1 : count(omitted.group(1)));
            return;
        }
        Matcher numbers = NUMBERS.matcher(word);
        if (!numbers.matches()) {
            throw new ScriptProblem(
                    "\""
                            + word
                            + "\" in a series (expected: a number, \"_\", \"stale\" or a histogram,"
                            + " as in 1+2x3)");
        }
        double value = number(numbers.group(1));
        double change = numbers.group(2) == null ? 0 : number(numbers.group(2));
        int times = numbers.group(3) == null ? 0 : count(numbers.group(3));
        requireRoom(into, times + 1);
        for (int i = 0; i <= times; i++) {
            into.add(Item.of(value));
            value += change;
        }
    }

    private void histograms(List<Item> into) {
        var reader = new HistogramReader(text, at);
        FloatHistogram histogram = reader.histogram();
        boolean hasHint = reader.hasHint();
        at = reader.end();
        boolean isPlus = text.startsWith("+{{", at);
        boolean isMinus = text.startsWith("-{{", at);
        if (!isPlus && !isMinus) {
            String rest = word();
            int times = rest.isEmpty() ? 0 : timesAfterHistogram(rest);
            add(into, Item.of(histogram, hasHint), times + 1);
            return;
        }
        var changeReader = new HistogramReader(text, at + 1);
        FloatHistogram change = changeReader.histogram();
        at = changeReader.end();
        int times = timesAfterHistogram(word());
        requireRoom(into, times + 1);
        for (int i = 0; i <= times; i++) {
            into.add(Item.of(histogram, changeReader.hasHint()));
            if (i < times) {
                histogram = changed(histogram, change, isPlus);
            }
        }
    }

    private static FloatHistogram changed(
            FloatHistogram histogram, FloatHistogram change, boolean isPlus) {
        if (histogram.schema() > change.schema()) {
            throw new ScriptProblem(
                    "error combining histograms: cannot merge from schema "
                            + change.schema()
                            + " to "
                            + histogram.schema());
        }
        return (isPlus ? histogram.plus(change) : histogram.minus(change)).value();
    }

    private static int timesAfterHistogram(String text) {
        Matcher times = AFTER_HISTOGRAM.matcher(text);
        if (!times.matches()) {
            throw new ScriptProblem(
                    "\"" + text + "\" after a histogram (expected: \"x\" and how often more)");
        }
        return count(times.group(1));
    }

    private static void add(List<Item> into, Item item, int times) {
        requireRoom(into, times);
        into.addAll(Collections.nCopies(times, item));
    }

    private static void requireRoom(List<Item> items, int more) {
        if (items.size() + more > MAX_ITEMS) {
            throw new ScriptProblem("a series of more than " + MAX_ITEMS + " items");
        }
    }

    private static int count(String digits) {
        return digits.length() > 7 ? MAX_ITEMS + 1 : Integer.parseInt(digits);
    }

    static double number(String text) {
        boolean isSigned = text.startsWith("+") || text.startsWith("-");
        String unsigned = isSigned ? text.substring(1) : text;
        try {
            double value = Literals.number(unsigned);
            return text.startsWith("-") ? -value : value;
        } catch (NumberFormatException e) {
            throw new ScriptProblem(Objects.requireNonNull(e.getMessage()));
        }
    }
}
