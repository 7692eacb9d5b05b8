package penstock.vectoriser;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/// A small registry that writes the Prometheus text format 0.0.4. Families appear in the order of
/// their creation, series in the order of their labels.
final class Metrics {
    private final List<Family> families = new ArrayList<>();

    sealed interface Family permits Counter, Gauge, Histogram {
        void write(StringBuilder out);
    }

    Counter counter(String name, String help, String... labels) {
        return add(new Counter(new Head(name, "counter", help, labels)));
    }

    void gauge(String name, String help, DoubleSupplier value) {
        add(new Gauge(new Head(name, "gauge", help), "", value));
    }

    /// A gauge with fixed labels, already in the form `name="value"`.
    void gauge(String name, String help, String labels, DoubleSupplier value) {
        add(new Gauge(new Head(name, "gauge", help), "{" + labels + "}", value));
    }

    /// A counter whose value is kept elsewhere.
    void counted(String name, String help, DoubleSupplier value) {
        add(new Gauge(new Head(name, "counter", help), "", value));
    }

    Histogram histogram(String name, String help, double[] buckets, String... labels) {
        return add(new Histogram(new Head(name, "histogram", help, labels), buckets));
    }

    String text() {
        var out = new StringBuilder(8192);
        for (Family family : families) {
            family.write(out);
        }
        return out.toString();
    }

    private <T extends Family> T add(T family) {
        families.add(family);
        return family;
    }

    private static final class Head {
        private final String name;
        private final String type;
        private final String help;
        private final String[] labels;

        Head(String name, String type, String help, String... labels) {
            this.name = name;
            this.type = type;
            this.help = help;
            this.labels = labels;
        }

        void write(StringBuilder out) {
            out.append("# HELP ").append(name).append(' ').append(help);
            out.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
        }

        String series(String... values) {
            if (values.length != labels.length) {
                throw new IllegalArgumentException(
                        name + ": " + values.length + " labels (expected: " + labels.length + ")");
            }
            var out = new StringBuilder();
            for (int i = 0; i < labels.length; i++) {
                out.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
                out.append(escape(values[i])).append('"');
            }
            return out.toString();
        }

        private static String escape(String value) {
            return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        }
    }

    /// A number that only grows.
    static final class Counter implements Family {
        private final Head head;
        private final Map<String, DoubleAdder> series = new ConcurrentSkipListMap<>();

        private Counter(Head head) {
            this.head = head;
            if (head.labels.length == 0) {
                add(0);
            }
        }

        void add(double amount, String... labels) {
            series.computeIfAbsent(head.series(labels), k -> new DoubleAdder()).add(amount);
        }

        double value(String... labels) {
            DoubleAdder adder = series.get(head.series(labels));
            return adder == null ? 0 : adder.sum();
        }

        @Override
        public void write(StringBuilder out) {
            head.write(out);
            series.forEach((labels, adder) -> line(out, head.name, braces(labels), adder.sum()));
        }
    }

    private record Gauge(Head head, String labels, DoubleSupplier value) implements Family {
        @Override
        public void write(StringBuilder out) {
            double now = value.getAsDouble();
            if (!Double.isNaN(now)) {
                head.write(out);
                line(out, head.name, labels, now);
            }
        }
    }

    /// Observations counted in buckets.
    static final class Histogram implements Family {
        private final Head head;
        private final double[] bounds;
        private final Map<String, Series> series = new ConcurrentSkipListMap<>();

        private static final class Series {
            private final LongAdder[] counts;
            private final DoubleAdder sum = new DoubleAdder();

            Series(int buckets) {
                this.counts = new LongAdder[buckets];
                Arrays.setAll(counts, i -> new LongAdder());
            }
        }

        private Histogram(Head head, double[] bounds) {
            this.head = head;
            this.bounds = bounds.clone();
        }

        void observe(double value, String... labels) {
            Series one =
                    series.computeIfAbsent(head.series(labels), k -> new Series(bounds.length + 1));
            int bucket = 0;
            while (bucket < bounds.length && value > bounds[bucket]) {
                bucket++;
            }
            one.counts[bucket].increment();
            one.sum.add(value);
        }

        @Override
        public void write(StringBuilder out) {
            head.write(out);
            series.forEach(
                    (labels, one) -> {
                        String before = labels.isEmpty() ? "" : labels + ",";
                        double total = 0;
                        for (int i = 0; i <= bounds.length; i++) {
                            total += one.counts[i].sum();
                            String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
                            String with = "{" + before + "le=\"" + bound + "\"}";
                            line(out, head.name + "_bucket", with, total);
                        }
                        line(out, head.name + "_sum", braces(labels), one.sum.sum());
                        line(out, head.name + "_count", braces(labels), total);
                    });
        }
    }

    private static String braces(String labels) {
        return labels.isEmpty() ? "" : "{" + labels + "}";
    }

    private static void line(StringBuilder out, String name, String labels, double value) {
        out.append(name).append(labels).append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
