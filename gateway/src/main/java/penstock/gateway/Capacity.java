package penstock.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How many client connections this process can serve with what the machine gives it.
final class Capacity {

    /// What a client connection takes of the heap while it waits for a request (2.2 KiB were measured). All of them
    /// together may have half of it; requests need the other half.
    private static final int BYTES_PER_CONNECTION = 2_560;

    /// The same where TLS is spoken (3 KiB more were measured). What OpenSSL takes, some 10 KiB, is not of the heap.
    private static final int BYTES_PER_TLS_CONNECTION = 6_144;

    /// File descriptors of the process itself: libraries, loops, listeners, the talk with the control plane.
    private static final int OWN_DESCRIPTORS = 128;

    /// Where the limit is not told, as on macOS: what its virtual machine raises it to.
    private static final int USUAL_DESCRIPTORS = 10_240;

    private static final int LEAST = 32;

    private Capacity() {}

    /// Each client in the middle of a request needs a second connection, to an instance.
    ///
    /// @param speaksTls whether any of the clients may
    static int connections(boolean speaksTls) {
        int descriptors = (descriptors() - OWN_DESCRIPTORS) / 2;
        long memory =
                Runtime.getRuntime().maxMemory()
                        / 2
                        / (speaksTls ? BYTES_PER_TLS_CONNECTION : BYTES_PER_CONNECTION);
        return (int) Math.max(LEAST, Math.min(descriptors, memory));
    }

    private static int descriptors() {
        try {
            return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> List.of(line.split("\\s+", -1)).get(3))
                    .filter(soft -> soft.matches("[0-9]{1,9}"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(USUAL_DESCRIPTORS);
        } catch (IOException notLinux) {
            return USUAL_DESCRIPTORS;
        }
    }
}
