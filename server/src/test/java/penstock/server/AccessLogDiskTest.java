package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.model.Text;
import penstock.testkit.SmallDisk;

/// A disk that has the access log alone and is full to the last byte.
final class AccessLogDiskTest {
    /// More than is left free for others on every disk with an access log.
    private static final int MEGABYTES = 40;

    /// Their lines are more than is kept in memory.
    private static final int REQUESTS = 2_000;

    @TempDir private Path folder;

    @Test
    void requestsGoOnAndTheLogSaysHowManyLinesWereLost() throws Exception {
        var logs = Files.createDirectory(folder.resolve("logs"));
        var mounted = SmallDisk.mount(logs, MEGABYTES);
        if (mounted.isEmpty()) {
            return;
        }
        var file = logs.resolve("access.log");
        var data = folder.resolve("data");
        try (var disk = mounted.get();
                var installation =
                        new Installation(
                                data,
                                "--gateway-access-log-file=" + file,
                                "--gateway-access-log-sample=100%")) {
            Shop.deploy(installation, 1, "[weight: 100%]");
            ask(data, "/before", 1);
            Shop.until(() -> count(file, "/before") == 1);

            disk.fill();
            ask(data, "/while-full", REQUESTS);
            disk.free();
            Shop.until(() -> dropped(file) > 0);
            ask(data, "/after", 1);
            Shop.until(() -> count(file, "/after") == 1);

            assertThat(count(file, "/while-full") + dropped(file)).isEqualTo(REQUESTS);
            assertThat(data.resolve("logs/gateway.log"))
                    .content()
                    .contains("the access log cannot be written")
                    .contains("the access log goes on");
        }
    }

    /// One after another over one connection, each answered by the shop.
    private static void ask(Path data, String path, int count) throws IOException {
        var head = "GET " + path + " HTTP/1.1\r\nHost: shop.localhost\r\n";
        var request = head + "User-Agent: " + "a".repeat(400) + "\r\n\r\n";
        var gateway = Text.readJson(Files.readString(data.resolve("run/gateway.json")));
        int port = Integer.parseInt(gateway.textAt("port"));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.setSoTimeout(60_000);
            for (int i = 0; i < count; i++) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(in.readLine()).startsWith("HTTP/1.1 200");
                int length = 0;
                for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                    if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                        length = Integer.parseInt(line.substring("content-length: ".length()));
                    }
                }
                assertThat(in.skip(length)).isEqualTo(length);
            }
        }
    }

    /// The last one may be half written.
    private static List<Node> lines(Path file) {
        try {
            var text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Text::readJson)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(Path file, String path) {
        return lines(file).stream().filter(line -> line.textAt("path").equals(path)).count();
    }

    private static long dropped(Path file) {
        return lines(file).stream()
                .flatMap(line -> line.at("dropped").stream())
                .mapToLong(count -> Long.parseLong(count.asText().orElse("0")))
                .sum();
    }
}
