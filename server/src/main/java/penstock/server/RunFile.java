package penstock.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import penstock.gateway.ProcessStart;
import penstock.model.Node;
import penstock.model.Text;

/// `run/server.json`: how other processes find the running server. The start time tells it from a later process with the
/// same id.
final class RunFile implements AutoCloseable {
    private final Path file;

    private RunFile(Path file) {
        this.file = file;
    }

    static RunFile write(Path folder, String url) {
        var self = ProcessHandle.current();
        var started = self.info().startInstant().map(Object::toString).orElse("");
        var body =
                Node.map(Map.of("pid", Node.number(self.pid())))
                        .with("startTime", Node.text(started))
                        .with("start", Node.text(ProcessStart.of(self.pid())))
                        .with("url", Node.text(url))
                        .with("build", Node.text(System.getProperty("penstock.build", "")));
        var file = in(folder);
        try {
            OwnedFiles.write(file, Text.writeJson(body) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(file + " was not written", e);
        }
        return new RunFile(file);
    }

    /// Removes what a server left behind that was killed, so that nobody takes its address for the new one's.
    static void forget(Path folder) throws IOException {
        Files.deleteIfExists(in(folder));
    }

    private static Path in(Path folder) {
        return folder.resolve("server.json");
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " was not deleted", e);
        }
    }
}
