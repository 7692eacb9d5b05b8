package penstock.bench.judge.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import penstock.bench.judge.world.Counted;
import penstock.bench.judge.world.Moment;
import penstock.cli.api.ApiException;

/// Reads a trace: a line for each tick and version, in any order. Lines of the same tick and version add up, as those of
/// several instances do; a version without a line had no requests.
public final class TraceReader {
    private static final int MOST_TOLD = 20;
    private static final int MOST_ROWS = 4_000_000;

    private final Path file;
    private final int tickMillis;
    private final double latencyUnit;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private int moreWrong;

    private TraceReader(Path file, int tickMillis, double latencyUnit) {
        this.file = file;
        this.tickMillis = tickMillis;
        this.latencyUnit = latencyUnit;
    }

    /// @param tickMillis how long a tick is
    /// @param latencyUnit seconds that one unit of the upper ends of buckets stands for
    /// @throws ApiException that names what is wrong, with the lines
    public static Recording read(Path file, int tickMillis, double latencyUnit) throws IOException {
        var reader = new TraceReader(file, tickMillis, latencyUnit);
        try (var lines = Files.newBufferedReader(file)) {
            reader.readLines(lines);
        } catch (NoSuchFileException _) {
            throw ApiException.usage(file + ": no such file");
        } catch (CharacterCodingException _) {
            throw ApiException.usage(file + ": not text in UTF-8 (expected: CSV)");
        } catch (IOException e) {
            throw ApiException.usage(file + ": cannot be read: " + e.getMessage());
        }
        reader.throwIfWrong();
        return reader.recording();
    }

    private void readLines(BufferedReader lines) throws IOException {
        RowReader reader = null;
        String line = lines.readLine();
        for (var number = 1; line != null; number++) {
            var text = line.strip().replace("\uFEFF", "");
            line = lines.readLine();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            var fields = fields(text);
            if (reader == null) {
                var isHeader = Columns.isHeader(fields);
                reader =
                        new RowReader(
                                isHeader ? header(number, fields) : Columns.usual(), latencyUnit);
                if (isHeader) {
                    continue;
                }
            }
            var row = reader.read(fields);
            for (var each : reader.takeWrong()) {
                wrong(number, each);
            }
            rows.add(row);
            if (rows.size() > MOST_ROWS) {
                wrong(number, "more than " + MOST_ROWS + " lines (expected: a shorter trace)");
                return;
            }
        }
    }

    private Columns header(int number, List<String> fields) {
        var columns = Columns.of(fields);
        for (var missing : columns.missing()) {
            wrong(number, "header: no column %s (expected: %s)".formatted(missing, Columns.HEADER));
        }
        if (!columns.unknown().isEmpty()) {
            notes.add("columns not read: " + String.join(", ", columns.unknown()));
        }
        if (!columns.has(Columns.Column.FAILING_CLIENTS)) {
            notes.add("no failing_clients: each error counts as a client of its own");
        }
        return columns;
    }

    private void wrong(int number, String what) {
        if (wrong.size() < MOST_TOLD) {
            wrong.add("%s line %d: %s".formatted(file, number, what));
        } else {
            moreWrong++;
        }
    }

    private void throwIfWrong() {
        if (rows.isEmpty() && wrong.isEmpty()) {
            wrong.add(file + ": no lines (expected: " + Columns.HEADER + ")");
        }
        if (moreWrong > 0) {
            wrong.add("… and %,d more".formatted(moreWrong));
        }
        if (!wrong.isEmpty()) {
            throw new ApiException("usage", wrong);
        }
    }

    /// Fields of a line, with quotes as in RFC 4180.
    private static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.length(); i++) {
            var c = line.charAt(i);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == ',' && !isQuoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        return fields;
    }

    private Recording recording() {
        var perCent =
                rows.stream().anyMatch(row -> !row.isShare() && row.weight() > 1) ? 100.0 : 1.0;
        if (perCent > 1) {
            notes.add("weights are per cent, since one is above 1");
        }
        var ticks = new TreeMap<Long, Both>();
        var added = 0;
        for (var row : rows) {
            var both = ticks.computeIfAbsent(row.tick(), _ -> new Both());
            added += both.add(row, row.isShare() ? 1 : perCent) ? 0 : 1;
        }
        if (added > 0) {
            notes.add(added + " lines were added to others of the same tick and version");
        }
        return recording(ticks);
    }

    private Recording recording(Map<Long, Both> ticks) {
        var before = new ArrayList<Moment>();
        var rollout = new ArrayList<Moment>();
        var weight = 0.0;
        var start = 0L;
        for (var entry : ticks.entrySet()) {
            var both = entry.getValue();
            weight = both.weight(weight);
            var hasBegun = !rollout.isEmpty() || weight > 0 || both.candidate.requests() > 0;
            if (hasBegun && rollout.isEmpty()) {
                start = entry.getKey();
            }
            var end = (entry.getKey() - start + 1) * tickMillis;
            (hasBegun ? rollout : before)
                    .add(new Moment(entry.getKey(), end, weight, both.stable, both.candidate));
        }
        if (rollout.isEmpty()) {
            throw ApiException.usage(
                    file + ": no line has a weight above 0 (expected: the ticks of a rollout)");
        }
        return new Recording(before, rollout, tickMillis, notes);
    }

    /// Both versions in a tick.
    private static final class Both {
        private Counted stable = Counted.NONE;
        private Counted candidate = Counted.NONE;
        private boolean hasStable;
        private boolean hasCandidate;
        private double stableWeight = Double.NaN;
        private double candidateWeight = Double.NaN;

        /// @return whether it is the first line of this version
        boolean add(Row row, double perCent) {
            if (row.isCandidate()) {
                var isFirst = !hasCandidate;
                hasCandidate = true;
                candidate = candidate.plus(row.counted());
                candidateWeight =
                        Double.isNaN(row.weight()) ? candidateWeight : row.weight() / perCent;
                return isFirst;
            }
            var isFirst = !hasStable;
            hasStable = true;
            stable = stable.plus(row.counted());
            stableWeight = Double.isNaN(row.weight()) ? stableWeight : row.weight() / perCent;
            return isFirst;
        }

        /// The candidate's line says it. Stable's may say the candidate's share as well, or its own.
        double weight(double before) {
            if (!Double.isNaN(candidateWeight)) {
                return candidateWeight;
            }
            if (Double.isNaN(stableWeight) || Math.abs(1 - stableWeight - before) < 1e-9) {
                return before;
            }
            return stableWeight;
        }
    }
}
