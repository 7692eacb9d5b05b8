package penstock.bench.upstream;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import penstock.cli.load.Shot;

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

    /// Whether a client has received all of it.
    public static Shot.Check check(long id) {
        return (_, content) ->
                Arrays.equals(content, whole(id)) ? "" : "it is another download, or not all of it";
    }

    private static byte[] whole(long id) {
        var all = new ByteArrayOutputStream(CHUNK * CHUNKS);
        for (int number = 0; number < CHUNKS; number++) {
            all.writeBytes(chunk(id, number));
        }
        return all.toByteArray();
    }
}
