package penstock.metrics.exposition;

import java.util.List;

/// Small messages that others share.
final class WireParts {
    /// One quantile of a summary.
    record Quantile(double part, double value) {}

    private final WireReader in;

    WireParts(WireReader in) {
        this.in = in;
    }

    static double unsigned(long number) {
        return number >= 0 ? (double) number : (double) (number >>> 1) * 2 + (double) (number & 1);
    }

    /// The type with the number that is next.
    static MetricType type(WireReader in, List<MetricType> types) {
        long number = in.number();
        if (number < 0 || number >= types.size()) {
            throw in.problem(
                    "the type "
                            + number
                            + " of a family (expected: 0 to "
                            + (types.size() - 1)
                            + ")");
        }
        return types.get((int) number);
    }

    /// A message with a part and a value.
    static Quantile quantile(WireReader in) {
        int outer = in.enter();
        double part = 0;
        double value = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> part = in.real();
                case 2 -> value = in.real();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Quantile(part, value);
    }

    /// A `google.protobuf.Timestamp` in milliseconds.
    long time() {
        int outer = in.enter();
        long seconds = 0;
        long nanos = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> seconds = in.number();
                case 2 -> nanos = in.number();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return 1000 * seconds + nanos / 1_000_000;
    }

    Exemplar exemplar() {
        int outer = in.enter();
        var labels = new ExemplarLabels();
        double value = 0;
        long time = SampleView.NO_TIME;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> label(in, labels);
                case 2 -> value = in.real();
                case 3 -> time = time();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Exemplar(labels.build(), value, time);
    }

    static void label(WireReader in, ExemplarLabels labels) {
        int outer = in.enter();
        if (!labels.hasRoomFor(in.end() - in.at())) {
            in.leave(outer);
            return;
        }
        String name = "";
        String value = "";
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> name = in.text();
                case 2 -> value = in.text();
                default -> in.skip();
            }
        }
        in.leave(outer);
        labels.set(name, value);
    }
}
