package penstock.bench.promql;

import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import penstock.metrics.labels.Labels;

/// The body of a request of remote write 1: a protobuf message with one sample for each of some series, compressed with snappy.
final class WriteBody {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 18);
    private final SnappyJavaCompressor snappy = new SnappyJavaCompressor();
    private int samples;

    int samples() {
        return samples;
    }

    void add(Labels labels, long time, double value) {
        var series = new ByteArrayOutputStream(256);
        for (int i = 0; i < labels.size(); i++) {
            var label = new ByteArrayOutputStream(64);
            bytes(label, 1, labels.name(i).getBytes(StandardCharsets.UTF_8));
            bytes(label, 2, labels.value(i).getBytes(StandardCharsets.UTF_8));
            bytes(series, 1, label.toByteArray());
        }
        var sample = new ByteArrayOutputStream(24);
        sample.write(1 << 3 | 1);
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < Double.BYTES; i++) {
            sample.write((int) (bits >>> (8 * i)));
        }
        sample.write(2 << 3);
        varint(sample, time);
        bytes(series, 2, sample.toByteArray());
        bytes(out, 1, series.toByteArray());
        samples++;
    }

    /// What was added, after which there is nothing here.
    byte[] take() {
        byte[] plain = out.toByteArray();
        out.reset();
        samples = 0;
        var compressed = new byte[snappy.maxCompressedLength(plain.length)];
        int length = snappy.compress(plain, 0, plain.length, compressed, 0, compressed.length);
        return Arrays.copyOf(compressed, length);
    }

    private static void bytes(ByteArrayOutputStream to, int field, byte[] content) {
        to.write(field << 3 | 2);
        varint(to, content.length);
        to.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream to, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        to.write((int) rest);
    }
}
