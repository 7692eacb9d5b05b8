package penstock.bench.promql;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file of requests of remote write, each after its length, in the order of time: both sides are fed from it.
final class Bodies {
    /// What Prometheus puts into one request at most by default since version 2.43.
    private static final int MOST = 2_000;

    private Bodies() {}

    /// @param end of the last step, milliseconds since 1970
    record Written(Path file, long samples, long end) {}

    static Written write(Path file, Workload workload, long end) throws IOException {
        long samples = 0;
        try (var out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            var body = new WriteBody();
            for (int step = 0; step < Workload.SERVICE_STEPS; step++) {
                long time = end - (Workload.SERVICE_STEPS - step) * Workload.STEP;
                samples += step(out, body, workload.service(), step, time);
                if (step >= Workload.SERVICE_STEPS - Workload.FLEET_STEPS) {
                    samples += step(out, body, workload.fleet(), step, time);
                }
                flush(out, body);
            }
        }
        return new Written(file, samples, end);
    }

    private static long step(
            DataOutputStream out, WriteBody body, List<Simulated> series, int step, long time)
            throws IOException {
        long samples = 0;
        for (var one : series) {
            double value = one.next();
            if (one.isMissing(step)) {
                continue;
            }
            body.add(one.labels(), time + one.offset(), value);
            samples++;
            if (body.samples() == MOST) {
                flush(out, body);
            }
        }
        return samples;
    }

    private static void flush(DataOutputStream out, WriteBody body) throws IOException {
        if (body.samples() == 0) {
            return;
        }
        byte[] bytes = body.take();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /// Takes one body.
    interface Taker {
        void take(byte[] body) throws IOException;
    }

    static void read(Path file, Taker taker) throws IOException {
        try (var in =
                new DataInputStream(new java.io.BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                int length;
                try {
                    length = in.readInt();
                } catch (EOFException _) {
                    return;
                }
                taker.take(in.readNBytes(length));
            }
        }
    }
}
