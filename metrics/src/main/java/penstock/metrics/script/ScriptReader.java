package penstock.metrics.script;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.syntax.Literals;
import penstock.metrics.promql.syntax.SyntaxProblem;

/// Cuts a script into its blocks. A block ends at an empty line, which a comment is too.
final class ScriptReader {
    private static final Pattern LOAD = Pattern.compile("load(?:_(with_nhcb))?\\s+(.+?)");
    private static final Pattern STARTS = Pattern.compile("\\s+");

    private final List<String> lines;
    private final List<Command> commands = new ArrayList<>();

    /// The line read last, from 0.
    private int at;

    private ScriptReader(String text) {
        lines =
                text.lines()
                        .map(String::trim)
                        .map(line -> line.startsWith("#") ? "" : line)
                        .toList();
    }

    static List<Command> read(String text) {
        var reader = new ScriptReader(text);
        for (reader.at = 0; reader.at < reader.lines.size(); reader.at++) {
            String line = reader.lines.get(reader.at);
            if (!line.isEmpty()) {
                reader.block(line);
            }
        }
        return reader.commands;
    }

    private void block(String line) {
        int first = at + 1;
        String word = STARTS.split(line, 2)[0].toLowerCase(Locale.ROOT);
        Optional<String> query = Optional.empty();
        try {
            if (word.equals("clear")) {
                commands.add(new Command.Clear());
            } else if (word.startsWith("load")) {
                commands.add(load(first, line));
            } else if (word.startsWith("eval")) {
                query = Optional.of(line);
                commands.add(new EvalReader(this, first, line).eval());
            } else {
                throw new ScriptProblem("invalid command \"" + line + "\"");
            }
        } catch (ScriptProblem | SyntaxProblem | IllegalArgumentException e) {
            commands.add(new Command.Broken(first, query, Objects.requireNonNull(e.getMessage())));
            skipBlock();
        }
    }

    private void skipBlock() {
        while (at + 1 < lines.size() && !lines.get(at + 1).isEmpty()) {
            at++;
        }
    }

    /// The next line of the block, or `""` at its end.
    String nextLine() {
        if (at + 1 >= lines.size() || lines.get(at + 1).isEmpty()) {
            return "";
        }
        at++;
        return lines.get(at);
    }

    private Command load(int first, String line) {
        Matcher form = LOAD.matcher(line);
        if (!form.matches()) {
            throw new ScriptProblem("invalid load command (expected: load[_with_nhcb] DURATION)");
        }
        long step = millis(form.group(2));
        var series = new LinkedHashMap<Labels, Command.Loaded>();
        List<Long> common = List.of();
        @Nullable StartLine own = null;
        for (String text = nextLine(); !text.isEmpty(); text = nextLine()) {
            if (StartLine.isOne(text)) {
                if (own != null) {
                    throw new ScriptProblem("@st line has no following sample line");
                }
                StartLine read = StartLine.parse(text);
                if (read.labels().isEmpty()) {
                    common = read.offsets();
                } else {
                    own = read;
                }
                continue;
            }
            SeriesLine described = new SeriesLineReader(text).line();
            List<Long> starts = own == null ? common : own.offsets();
            if (own != null) {
                requireSame(own, described);
                own = null;
            }
            series.put(described.labels(), new Command.Loaded(described, starts));
        }
        if (own != null) {
            throw new ScriptProblem("@st line has no following sample line");
        }
        boolean addsHistograms = form.group(1) != null;
        return new Command.Load(first, step, addsHistograms, List.copyOf(series.values()));
    }

    private static void requireSame(StartLine starts, SeriesLine line) {
        if (!starts.labels().equals(line.labels())) {
            throw new ScriptProblem("@st metric does not match the following sample line metric");
        }
        if (starts.offsets().size() != line.items().size()) {
            throw new ScriptProblem(
                    "@st line has "
                            + starts.offsets().size()
                            + " values but sample line has "
                            + line.items().size());
        }
    }

    static long millis(String duration) {
        try {
            return Math.round(Literals.seconds(duration) * 1000);
        } catch (NumberFormatException e) {
            throw new ScriptProblem(Objects.requireNonNull(e.getMessage()));
        }
    }
}
