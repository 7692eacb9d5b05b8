package penstock.bench.promql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// The queries by class, from `queries.txt`: a line `== name` begins a class, each other line is a query in the words of Prometheus 2.42.
/// `«a|b»` stands for a and for b, so a line with several of these stands for all their combinations; `¦` stands for `|` itself.
final class QueryTable {
    private static final String HEADING = "== ";

    private QueryTable() {}

    static Map<String, List<String>> read() {
        try (var in = QueryTable.class.getResourceAsStream("queries.txt")) {
            if (in == null) {
                throw new IllegalStateException("queries.txt is not in the build");
            }
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> read(String text) {
        var classes = new LinkedHashMap<String, LinkedHashSet<String>>();
        var queries = new LinkedHashSet<String>();
        for (var line : text.lines().map(String::strip).toList()) {
            if (line.startsWith(HEADING)) {
                queries = new LinkedHashSet<>();
                classes.put(line.substring(HEADING.length()), queries);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                queries.addAll(expanded(line));
            }
        }
        var table = new LinkedHashMap<String, List<String>>();
        classes.forEach((name, all) -> table.put(name, List.copyOf(all)));
        return table;
    }

    static List<String> expanded(String line) {
        int open = line.indexOf('«');
        if (open < 0) {
            return List.of(line.replace('¦', '|'));
        }
        int close = line.indexOf('»', open);
        var all = new ArrayList<String>();
        for (var choice : line.substring(open + 1, close).split("\\|", -1)) {
            all.addAll(expanded(line.substring(0, open) + choice + line.substring(close + 1)));
        }
        return all;
    }
}
