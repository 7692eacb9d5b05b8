package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.script.MemorySeries;
import penstock.metrics.script.SeriesLine;

/// Adds the series of a test as time goes on, so that rules never see the future.
final class TestFeed {
    private final MemorySeries series;
    private final List<Line> lines = new ArrayList<>();
    private final long start;
    private final long step;

    private static final class Line {
        private final SeriesLine series;
        private int next;

        private Line(SeriesLine series) {
            this.series = series;
        }
    }

    TestFeed(RuleTestFile.Test test, MemorySeries series) {
        this.series = series;
        start = test.start();
        step = test.step();
        test.series().forEach(line -> lines.add(new Line(line)));
    }

    /// @param time milliseconds since 1970, included
    void addUntil(long time) {
        for (Line line : lines) {
            List<SeriesLine.Item> items = line.series.items();
            while (line.next < items.size() && start + line.next * step <= time) {
                add(line.series, items.get(line.next), start + line.next * step);
                line.next++;
            }
        }
    }

    /// Of a series that is given twice the first counts.
    private void add(SeriesLine line, SeriesLine.Item item, long time) {
        if (item.isOmitted() || !series.isNews(line.labels(), time)) {
            return;
        }
        if (item.histogram() == null) {
            series.add(line.labels(), time, item.value(), 0);
        } else {
            series.add(line.labels(), time, item.histogram(), 0);
        }
    }
}
