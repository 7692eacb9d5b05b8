package penstock.gateway.encoding;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.Compression;

/// Makes the encoders of one thread.
public final class Encoders {

    private static final int SCRATCH = 16 << 10;

    private byte @Nullable [] scratch;

    /// What one takes beside the heap, in bytes.
    public static int memory(Coding coding) {
        return switch (coding) {
            case GZIP -> GzipEncoder.MEMORY;
            case BROTLI -> BrotliEncoder.MEMORY;
        };
    }

    /// Whether this machine can apply it. Not to be asked on a loop for the first time.
    public static boolean has(Coding coding) {
        return switch (coding) {
            case GZIP -> true;
            case BROTLI -> Brotli.isAvailable();
        };
    }

    /// Null when the machine has no memory for it.
    public @Nullable Encoder open(Coding coding, Compression.Effort effort) {
        byte[] room = scratch;
        if (room == null) {
            room = new byte[SCRATCH];
            scratch = room;
        }
        try {
            return switch (coding) {
                case GZIP -> new GzipEncoder(effort.gzip(), room);
                case BROTLI -> new BrotliEncoder(effort.brotli(), room);
            };
        } catch (IOException | OutOfMemoryError noMemory) {
            return null;
        }
    }
}
