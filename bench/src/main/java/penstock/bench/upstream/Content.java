package penstock.bench.upstream;

import java.time.Duration;
import java.util.SplittableRandom;
import penstock.cli.load.Body;

/// What a download consists of: different for each id, the same whoever serves it.
public final class Content {
    public static final Duration GAP = Duration.ofMillis(100);
    public static final int CHUNKS = 20;

    private static final int CHUNK = 4_096;

    private Content() {}

    static byte[] chunk(long id, int number) {
        var bytes = new byte[CHUNK];
        new SplittableRandom(id * CHUNKS + number).nextBytes(bytes);
        return bytes;
    }

    /// What a client must have received in the end.
    public static Body whole(long id) {
        var all = new java.io.ByteArrayOutputStream();
        for (int number = 0; number < CHUNKS; number++) {
            all.writeBytes(chunk(id, number));
        }
        return Body.of(all.toByteArray());
    }
}
