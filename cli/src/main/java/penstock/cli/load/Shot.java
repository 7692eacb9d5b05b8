package penstock.cli.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// One request to send.
///
/// @param fields header fields as they go over the wire, each with its line end, without `Host` and `Content-Length`
/// @param body empty for a request without one
public record Shot(String method, String path, String fields, String body) {
    /// Makes the requests of a load, one after another, from seeded chance.
    @FunctionalInterface
    public interface Source {
        Shot next(RandomGenerator random);
    }

    public static Shot get(String path) {
        return new Shot("GET", path, "", "");
    }

    public static Shot postJson(String path, String json) {
        return new Shot("POST", path, "Content-Type: application/json\r\n", json);
    }

    /// The same request with one more header field.
    public Shot with(String name, String value) {
        return new Shot(method, path, fields + name + ": " + value + "\r\n", body);
    }

    /// The whole request as bytes.
    byte[] bytes(String host) {
        var content = body.getBytes(StandardCharsets.UTF_8);
        var length =
                isSafe() && content.length == 0 ? "" : "Content-Length: " + content.length + "\r\n";
        var head =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + host
                        + "\r\n"
                        + fields
                        + length
                        + "\r\n";
        var start = head.getBytes(StandardCharsets.ISO_8859_1);
        var all = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }

    boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
