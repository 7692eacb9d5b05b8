package penstock.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import penstock.gateway.proxy.ClientRoom;

/// How many client connections this process can serve with what the machine gives it.
final class Capacity {

    /// File descriptors of the process itself: libraries, loops, listeners, the talk with the control plane.
    private static final int OWN_DESCRIPTORS = 128;

    /// Where the limit is not told, as on macOS: what its virtual machine raises it to.
    private static final int USUAL_DESCRIPTORS = 10_240;

    private Capacity() {}

    /// A client in the middle of a request needs a second connection, to an instance; most are not, so a quarter of the descriptors is
    /// left for those. Clients that wait may have half of the heap; requests need the other half.
    static ClientRoom clients() {
        int descriptors = (descriptors() - OWN_DESCRIPTORS) / 4 * 3;
        return new ClientRoom(descriptors, Runtime.getRuntime().maxMemory() / 2);
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
