package penstock.cli.terminal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Lines over time, drawn with characters that every terminal has: each with a sign of its own, explained below. Where two meet, the
/// later one is seen.
public final class Graph {
    private static final String SIGNS = "*+xo#@%&=~";
    private static final int HEIGHT = 12;
    private static final int LEAST_WIDTH = 20;

    /// Room for the numbers at the left, and for what separates them from the lines.
    private static final int MARGIN = 10;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final int width;
    private final List<String> titles = new ArrayList<>();
    private final List<List<Point>> all = new ArrayList<>();

    /// @param seconds since 1970
    public record Point(double seconds, double value) {}

    /// @param width of the terminal, in characters
    public Graph(int width) {
        this.width = Math.max(LEAST_WIDTH, width - MARGIN - 2);
    }

    /// Points in the order of time. What is no finite number is left out.
    public Graph add(String title, List<Point> points) {
        titles.add(title);
        all.add(points.stream().filter(point -> Double.isFinite(point.value())).toList());
        return this;
    }

    public List<String> lines() {
        var values =
                all.stream().flatMap(List::stream).mapToDouble(Point::value).summaryStatistics();
        if (values.getCount() == 0) {
            return List.of("No numbers.");
        }
        var times =
                all.stream().flatMap(List::stream).mapToDouble(Point::seconds).summaryStatistics();
        double low = values.getMin();
        double high = values.getMax();
        if (low == high) {
            low = Math.min(0, low);
            high = low == high ? 1 : Math.max(0, high);
        }
        var field = field(times.getMin(), times.getMax(), low, high);
        var lines = new ArrayList<String>();
        for (int row = 0; row < HEIGHT; row++) {
            double value = high - (high - low) * row / (HEIGHT - 1);
            boolean isLabelled = row % 3 == 0 || row == HEIGHT - 1;
            lines.add(
                    (isLabelled ? label(value) : " ".repeat(MARGIN))
                            + " |"
                            + new String(field[row]).stripTrailing());
        }
        lines.add(" ".repeat(MARGIN) + " +" + "-".repeat(width));
        lines.add(axis(times.getMin(), times.getMax()));
        for (int i = 0; i < titles.size(); i++) {
            lines.add(sign(i) + " " + titles.get(i) + last(all.get(i)));
        }
        return lines;
    }

    private static char sign(int series) {
        return SIGNS.charAt(series % SIGNS.length());
    }

    private char[][] field(double from, double to, double low, double high) {
        var field = new char[HEIGHT][width];
        for (var row : field) {
            Arrays.fill(row, ' ');
        }
        double span = Math.max(to - from, 1e-3);
        for (int i = 0; i < all.size(); i++) {
            for (var point : all.get(i)) {
                int column = (int) Math.round((point.seconds() - from) / span * (width - 1));
                int row = (int) Math.round((high - point.value()) / (high - low) * (HEIGHT - 1));
                field[Math.clamp(row, 0, HEIGHT - 1)][Math.clamp(column, 0, width - 1)] = sign(i);
            }
        }
        return field;
    }

    private static String label(double value) {
        var text = String.format(Locale.ROOT, "%.4g", value);
        if (text.contains(".") && !text.contains("e")) {
            text = text.replaceAll("\\.?0+$", "");
        }
        return " ".repeat(Math.max(0, MARGIN - text.length())) + text;
    }

    private String axis(double from, double to) {
        var left = TIME.format(Instant.ofEpochMilli((long) (from * 1000)));
        var right = TIME.format(Instant.ofEpochMilli((long) (to * 1000))) + " UTC";
        int gap = width - left.length() - right.length();
        return " ".repeat(MARGIN + 2) + (gap < 1 ? left + " UTC" : left + " ".repeat(gap) + right);
    }

    private static String last(List<Point> points) {
        return points.isEmpty() ? "  (no numbers)" : "  " + label(points.getLast().value()).strip();
    }
}
