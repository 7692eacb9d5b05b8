package penstock.metrics.exposition;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import penstock.metrics.labels.Numbers;
import penstock.metrics.labels.Quoting;

/// Attributes of OpenTelemetry as texts: lists and maps as JSON, bytes in base 64.
final class OtlpValue {
    private static final int DEEPEST = 32;

    /// Exemplars of one point that are kept, the first: more than buckets that anybody looks at.
    private static final int MOST_EXEMPLARS = 256;

    private OtlpValue() {}

    /// A message `KeyValue`.
    record Attribute(String key, String value) {
        static Attribute read(WireReader in) {
            return read(in, 0);
        }

        private static Attribute read(WireReader in, int depth) {
            String key = "";
            var value = new StringBuilder();
            for (int field = in.nextField(); field != 0; field = in.nextField()) {
                switch (field) {
                    case 1 -> key = in.text();
                    case 2 -> {
                        int outer = in.enter();
                        value.setLength(0);
                        any(in, value, depth);
                        in.leave(outer);
                    }
                    default -> in.skip();
                }
            }
            return new Attribute(key, value.toString());
        }
    }

    /// How many bytes the key of the message `KeyValue` has that is to be read, which stays to be read.
    static int keyLength(WireReader in) {
        int start = in.at();
        int length = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            int from = in.at();
            in.skip();
            length = field == 1 ? in.at() - from : length;
        }
        in.moveTo(start);
        return length;
    }

    /// The key of the message `KeyValue` that is to be read, without its value.
    static String key(WireReader in) {
        String key = "";
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 1) {
                key = in.text();
            } else {
                in.skip();
            }
        }
        return key;
    }

    /// A message `AnyValue`; within lists and maps texts are quoted.
    private static void any(WireReader in, StringBuilder out, int depth) {
        if (depth > DEEPEST) {
            throw in.problem("a value more than " + DEEPEST + " levels deep");
        }
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> text(out, in.text(), depth);
                case 2 -> out.append(in.number() != 0);
                case 3 -> out.append(in.number());
                case 4 -> Numbers.api(out, in.real());
                case 5 -> elements(in, out.append('['), depth, false).append(']');
                case 6 -> elements(in, out.append('{'), depth, true).append('}');
                case 7 -> text(out, Base64.getEncoder().encodeToString(bytes(in)), depth);
                default -> in.skip();
            }
        }
    }

    private static void text(StringBuilder out, String text, int depth) {
        if (depth == 0) {
            out.append(text);
        } else {
            Quoting.text(out, text);
        }
    }

    private static StringBuilder elements(
            WireReader in, StringBuilder out, int depth, boolean isMap) {
        int outer = in.enter();
        boolean isFirst = true;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field != 1) {
                in.skip();
                continue;
            }
            out.append(isFirst ? "" : ",");
            isFirst = false;
            int element = in.enter();
            if (isMap) {
                var attribute = Attribute.read(in, depth + 1);
                Quoting.text(out, attribute.key).append(':').append(attribute.value);
            } else {
                any(in, out, depth + 1);
            }
            in.leave(element);
        }
        in.leave(outer);
        return out;
    }

    private static byte[] bytes(WireReader in) {
        int outer = in.enter();
        var bytes = Arrays.copyOfRange(in.bytes(), in.at(), in.end());
        in.leave(outer);
        return bytes;
    }

    /// A message `Exemplar`, if there is room for it.
    static void exemplar(WireReader in, List<Exemplar> into) {
        if (into.size() == MOST_EXEMPLARS) {
            in.skip();
            return;
        }
        int outer = in.enter();
        var labels = new ExemplarLabels();
        double value = 0;
        long time = SampleView.NO_TIME;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 2 -> time = milliseconds(in.fixedNumber());
                case 3 -> value = in.real();
                case 4 -> identifier(in, "span_id", labels);
                case 5 -> identifier(in, "trace_id", labels);
                case 6 -> value = (double) in.fixedNumber();
                case 7 -> {
                    int attribute = in.enter();
                    if (labels.hasRoomFor(in.end() - in.at())) {
                        var read = Attribute.read(in);
                        labels.set(
                                OtlpNames.label(read.key, OtlpOptions.Names.UNDERSCORES),
                                read.value);
                    }
                    in.leave(attribute);
                }
                default -> in.skip();
            }
        }
        in.leave(outer);
        into.add(new Exemplar(labels.build(), value, time));
    }

    private static void identifier(WireReader in, String name, ExemplarLabels labels) {
        int outer = in.enter();
        int size = in.end() - in.at();
        if (labels.hasRoomFor(2 * size)) {
            labels.set(name, HexFormat.of().formatHex(in.bytes(), in.at(), in.end()));
        }
        in.leave(outer);
    }

    /// Of nanoseconds since 1970; 0 is none.
    static long milliseconds(long nanoseconds) {
        return nanoseconds == 0 ? SampleView.NO_TIME : Long.divideUnsigned(nanoseconds, 1_000_000);
    }
}
