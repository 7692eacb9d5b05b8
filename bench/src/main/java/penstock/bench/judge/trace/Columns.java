package penstock.bench.judge.trace;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Which field of a line is what.
final class Columns {
    /// The fields, in the order of a file without a header.
    enum Column {
        TICK("tick"),
        ARM("arm"),
        WEIGHT("weight"),
        REQUESTS("requests"),
        ERRORS("errors"),
        FAILING_CLIENTS("failing_clients"),
        LATENCY("latency"),
        SCORE_N("score_n"),
        SCORE_SUM("score_sum"),
        SCORE_SQUARES("score_squares");

        private final String title;

        Column(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /// Other names of columns.
    private static final Map<String, Column> ALIASES =
            Map.ofEntries(
                    Map.entry("version", Column.ARM),
                    Map.entry("clients", Column.FAILING_CLIENTS),
                    Map.entry("failures", Column.FAILING_CLIENTS),
                    Map.entry("latencies", Column.LATENCY),
                    Map.entry("scores", Column.SCORE_N),
                    Map.entry("scorecount", Column.SCORE_N),
                    Map.entry("sum", Column.SCORE_SUM),
                    Map.entry("scoresumofsquares", Column.SCORE_SQUARES),
                    Map.entry("scoresumsquares", Column.SCORE_SQUARES),
                    Map.entry("scoresumsq", Column.SCORE_SQUARES),
                    Map.entry("scoresq", Column.SCORE_SQUARES),
                    Map.entry("sumofsquares", Column.SCORE_SQUARES),
                    Map.entry("squares", Column.SCORE_SQUARES));

    static final String HEADER =
            String.join(",", List.of(Column.values()).stream().map(Column::title).toList());

    private static final List<Column> NEEDED = List.of(Column.TICK, Column.ARM, Column.REQUESTS);

    private final Map<Column, Integer> at = new EnumMap<>(Column.class);
    private final List<String> unknown = new ArrayList<>();

    private Columns() {}

    /// Of a file whose first line is data already.
    static Columns usual() {
        var columns = new Columns();
        for (var column : Column.values()) {
            columns.at.put(column, columns.at.size());
        }
        return columns;
    }

    /// Of a header. Names are read without regard to case, spaces, dashes and underscores.
    static Columns of(List<String> header) {
        var columns = new Columns();
        for (var i = 0; i < header.size(); i++) {
            var known = column(header.get(i));
            if (known.isPresent()) {
                columns.at.put(known.get(), i);
            } else {
                columns.unknown.add(header.get(i));
            }
        }
        return columns;
    }

    private static Optional<Column> column(String title) {
        for (var column : Column.values()) {
            if (plain(column.title).equals(plain(title))) {
                return Optional.of(column);
            }
        }
        return Optional.ofNullable(ALIASES.get(plain(title)));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /// A header has the name of a column; data never has.
    static boolean isHeader(List<String> fields) {
        return fields.stream().anyMatch(field -> column(field).isPresent());
    }

    List<String> missing() {
        return NEEDED.stream().filter(each -> !has(each)).map(Column::title).toList();
    }

    List<String> unknown() {
        return unknown;
    }

    boolean has(Column column) {
        return at.containsKey(column);
    }

    /// Empty if the line is shorter or the column is missing.
    String field(List<String> fields, Column column) {
        var index = at.getOrDefault(column, Integer.MAX_VALUE);
        return index < fields.size() ? fields.get(index) : "";
    }
}
