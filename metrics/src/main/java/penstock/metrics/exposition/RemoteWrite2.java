package penstock.metrics.exposition;

import java.util.Arrays;
import penstock.metrics.labels.Labels;

/// Reads a message `io.prometheus.write.v2.Request`, whose texts are in a table.
final class RemoteWrite2 {
    /// Bounds what a table of texts without bytes may take in memory.
    private static final int MOST_SYMBOLS = 1 << 20;

    /// How many times the limit of the body all labels together may be: a text of the table can be named again and again.
    private static final long MOST_REPEATED = 16;

    private static final int LONGEST_HELP = 4_096;

    private final WireReader in;
    private final ExpositionSink sink;
    private final WireSeries series;
    private final KeyedSample sample;
    private final RemoteSamples samples;

    /// Where each text of the table begins and ends.
    private int[] symbols = new int[64];

    private int symbolCount;
    private int[] references = new int[32];
    private int referenceCount;

    /// References that are kept of one series; 0 for all.
    private final int mostReferences;

    private final long mostLabelBytes;
    private long labelBytes;

    RemoteWrite2(WireReader in, Limits limits, ExpositionSink sink) {
        this.in = in;
        this.sink = sink;
        mostReferences = limits.labels() == 0 ? 0 : 2 * limits.labels() + 2;
        mostLabelBytes = MOST_REPEATED * limits.body();
        series = new WireSeries(in, limits);
        sample = series.sample();
        samples = new RemoteSamples(in, sample, sink);
    }

    void read() {
        int start = in.at();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 4) {
                symbol();
            } else {
                in.skip();
            }
        }
        in.moveTo(start);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 5) {
                int outer = in.enter();
                series();
                in.leave(outer);
            } else {
                in.skip();
            }
        }
    }

    private void symbol() {
        int outer = in.enter();
        if (symbolCount == MOST_SYMBOLS) {
            throw in.problem("a table of more than " + MOST_SYMBOLS + " texts");
        }
        if (2 * symbolCount == symbols.length) {
            symbols = Arrays.copyOf(symbols, 2 * symbols.length);
        }
        symbols[2 * symbolCount] = in.at();
        symbols[2 * symbolCount + 1] = in.end();
        symbolCount++;
        in.leave(outer);
    }

    private String text(long reference) {
        int symbol = checked(reference);
        return Utf8.text(in.bytes(), symbols[2 * symbol], symbols[2 * symbol + 1])
                .orElseThrow(() -> in.problem("the text " + symbol + " of the table is not UTF-8"));
    }

    private int length(int symbol) {
        return symbols[2 * symbol + 1] - symbols[2 * symbol];
    }

    private int checked(long reference) {
        if (reference < 0 || reference >= symbolCount) {
            throw in.problem("the text " + reference + " of a table of " + symbolCount);
        }
        return (int) reference;
    }

    private void series() {
        int start = in.at();
        series.begin();
        referenceCount = 0;
        long created = 0;
        var metadata = Metadata.NONE;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> references();
                case 5 -> metadata = metadata();
                case 6 -> created = in.number();
                default -> in.skip();
            }
        }
        labels();
        samples.beginSeries(created);
        if (metadata.isAny()) {
            tell(metadata);
        }
        in.moveTo(start);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 2 -> samples.sample();
                case 3 -> samples.histogram();
                case 4 -> samples.exemplar(exemplar());
                default -> in.skip();
            }
        }
    }

    /// Packed or one by one.
    private void references() {
        if (!in.isPacked()) {
            reference(in.number());
            return;
        }
        int outer = in.enter();
        while (!in.isAtEnd()) {
            reference(in.varint());
        }
        in.leave(outer);
    }

    /// A series with more is refused for the first that are too many.
    private void reference(long reference) {
        int symbol = checked(reference);
        if (mostReferences > 0 && referenceCount == mostReferences) {
            return;
        }
        if (referenceCount == references.length) {
            references = Arrays.copyOf(references, 2 * referenceCount);
        }
        references[referenceCount++] = symbol;
    }

    private void labels() {
        if (referenceCount % 2 != 0) {
            throw in.problem("the name of a label without its value");
        }
        for (int i = 0; i < referenceCount; i += 2) {
            int name = 2 * references[i];
            int value = 2 * references[i + 1];
            series.label(symbols[name], symbols[name + 1], symbols[value], symbols[value + 1]);
            labelBytes += length(references[i]) + length(references[i + 1]);
        }
        if (mostLabelBytes > 0 && labelBytes > mostLabelBytes) {
            throw in.problem(
                    "labels of more than "
                            + mostLabelBytes
                            + " bytes, which texts that are named again and again add up to");
        }
        sample.endPoint();
    }

    private Exemplar exemplar() {
        int outer = in.enter();
        double value = 0;
        long time = SampleView.NO_TIME;
        referenceCount = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> references();
                case 2 -> value = in.real();
                case 3 -> time = in.number();
                default -> in.skip();
            }
        }
        in.leave(outer);
        var labels = new ExemplarLabels();
        for (int i = 0; i + 1 < referenceCount; i += 2) {
            if (labels.hasRoomFor(length(references[i]) + length(references[i + 1]))) {
                labels.set(text(references[i]), text(references[i + 1]));
            }
        }
        return new Exemplar(labels.build(), value, time);
    }

    private record Metadata(MetricType type, String help, String unit) {
        private static final Metadata NONE = new Metadata(MetricType.UNKNOWN, "", "");

        private boolean isAny() {
            return !equals(NONE);
        }
    }

    private Metadata metadata() {
        int outer = in.enter();
        var type = MetricType.UNKNOWN;
        String help = "";
        String unit = "";
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> type = WireParts.type(in, RemoteWrite.TYPES);
                case 3 -> help = shortText(in.number());
                case 4 -> unit = shortText(in.number());
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Metadata(type, help, unit);
    }

    /// Empty when it is longer than any that helps.
    private String shortText(long reference) {
        return length(checked(reference)) > LONGEST_HELP ? "" : text(reference);
    }

    /// Empty when the series has none that is good, which the sink is told with its samples.
    private String metricName() {
        for (int i = 0; i + 1 < referenceCount; i += 2) {
            int name = references[i];
            if (length(name) == Labels.NAME.length() && text(name).equals(Labels.NAME)) {
                return shortText(references[i + 1]);
            }
        }
        return "";
    }

    /// The family of a series is told by its name without the suffix that its type gives it.
    private void tell(Metadata metadata) {
        String family = metadata.type.familyOf(metricName());
        if (family.isEmpty()) {
            return;
        }
        sink.type(family, metadata.type);
        if (!metadata.help.isEmpty()) {
            sink.help(family, metadata.help);
        }
        if (!metadata.unit.isEmpty()) {
            sink.unit(family, metadata.unit);
        }
    }
}
