package penstock.capabilities.services.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import penstock.capabilities.services.probing.Shortage;

/// Who listens on a port, read from `/proc` (proc_net(5)). A stranger on an instance's port would answer its probes
/// and get its traffic.
final class Listeners {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";
    private static final int ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Listeners() {}

    /// Whether the port is listened on, and certainly by none of these processes. No when that cannot be known.
    static boolean isForeign(int port, List<ProcessTable.Row> family) {
        var sockets = new HashSet<String>();
        for (var table : List.of("net/tcp", "net/tcp6")) {
            addListening(PROC.resolve(table), port, sockets);
        }
        if (sockets.isEmpty() || family.isEmpty()) {
            return false;
        }
        for (var row : family) {
            try {
                if (holds(PROC.resolve(row.id().pid() + "/fd"), sockets)) {
                    return false;
                }
            } catch (AccessDeniedException _) {
                return false; // runs as somebody else: it may well be this one
            } catch (IOException | DirectoryIteratorException e) {
                if (Shortage.isCauseOf(e)) {
                    return false;
                }
                // ended meanwhile
            }
        }
        return true;
    }

    private static void addListening(Path table, int port, Set<String> sockets) {
        try {
            for (var line : Files.readAllLines(table)) {
                var fields = line.strip().split("\\s+", -1);
                boolean isListening = fields.length > INODE && fields[STATE].equals(LISTENING);
                if (isListening && port(fields[ADDRESS]) == port) {
                    sockets.add("socket:[" + fields[INODE] + "]");
                }
            }
        } catch (IOException _) {
            return; // no such table here
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }

    private static boolean holds(Path descriptors, Set<String> sockets) throws IOException {
        try (var links = Files.newDirectoryStream(descriptors)) {
            for (var link : links) {
                if (sockets.contains(target(link))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }
}
