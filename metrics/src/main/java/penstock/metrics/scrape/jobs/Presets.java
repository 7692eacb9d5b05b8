package penstock.metrics.scrape.jobs;

import java.util.OptionalLong;
import java.util.regex.Pattern;
import penstock.metrics.tree.Tree;

/// What jobs may say, or `global` for all of them that do not.
final class Presets {
    private static final long MINUTE = 60_000;
    private static final long TEN_SECONDS = 10_000;
    private static final Pattern SIZE =
            Pattern.compile(
                    "([0-9]{1,9}(?:\\.[0-9]{1,9})?)([KMGT]?)(i?B)", Pattern.CASE_INSENSITIVE);

    private final Tree.Fields fields;

    Presets(Tree.Fields fields) {
        this.fields = fields;
    }

    /// In milliseconds.
    long interval(Tree own) {
        return duration(own, fields.get("scrape_interval"), MINUTE);
    }

    /// In milliseconds; never above the interval unless the job itself says so.
    long timeout(Tree own, long interval) {
        return own.isPresent()
                ? duration(own, own, TEN_SECONDS)
                : Math.min(interval, duration(own, fields.get("scrape_timeout"), TEN_SECONDS));
    }

    private static long duration(Tree own, Tree global, long otherwise) {
        var tree = own.isPresent() ? own : global;
        long millis = tree.duration().orElse(otherwise);
        if (millis > 0) {
            return millis;
        }
        if (tree.isPresent()) {
            tree.refuse("\"" + tree.text() + "\" (expected: more than nothing)");
        }
        return otherwise;
    }

    int count(String name, Tree own) {
        var tree = own.isPresent() ? own : fields.get(name);
        int count = tree.whole();
        if (count < 0) {
            tree.refuse(count + " (expected: 0 or more)");
            return 0;
        }
        return count;
    }

    boolean truth(String name, Tree own) {
        return own.isPresent() ? own.truth() : fields.get(name).truth();
    }

    /// Bytes; 0 for none.
    int bodySize(Tree own, int most) {
        var tree = own.isPresent() ? own : fields.get("body_size_limit");
        if (!tree.isPresent()) {
            return 0;
        }
        var bytes = bytes(tree.text());
        if (bytes.isEmpty()) {
            tree.refuse("\"" + tree.text() + "\" (expected: a size such as 10MB)");
            return 0;
        }
        if (bytes.getAsLong() > most) {
            tree.refuse("\"" + tree.text() + "\" (expected: at most " + (most >> 20) + "MB)");
            return 0;
        }
        return (int) bytes.getAsLong();
    }

    /// A kilobyte is 1,024 bytes, however it is written.
    private static OptionalLong bytes(String text) {
        if (text.equals("0")) {
            return OptionalLong.of(0);
        }
        var parts = SIZE.matcher(text);
        if (!parts.matches()) {
            return OptionalLong.empty();
        }
        int power = parts.group(2).isEmpty() ? 0 : "KMGT".indexOf(upper(parts.group(2))) + 1;
        return OptionalLong.of(
                (long) (Double.parseDouble(parts.group(1)) * Math.scalb(1.0, 10 * power)));
    }

    private static String upper(String text) {
        return text.toUpperCase(java.util.Locale.ROOT);
    }
}
