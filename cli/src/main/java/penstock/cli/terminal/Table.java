package penstock.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rows under titles, each column as wide as its widest cell.
public final class Table {
    private final List<String> titles;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(List<String> titles) {
        this.titles = List.copyOf(titles);
    }

    public Table row(List<String> cells) {
        if (cells.size() != titles.size()) {
            throw new IllegalArgumentException(
                    "cells: " + cells.size() + " (expected: " + titles.size() + ")");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /// The lines of the table, titles first, in capitals.
    public List<String> lines() {
        var widths = new int[titles.size()];
        var all = new ArrayList<List<String>>();
        all.add(titles.stream().map(title -> title.toUpperCase(Locale.ROOT)).toList());
        all.addAll(rows);
        for (var row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 3);
        }
        return line.toString().stripTrailing();
    }
}
