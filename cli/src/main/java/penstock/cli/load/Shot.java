package penstock.cli.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One request to send.
///
/// @param user from whom it comes (`X-User`); empty until the load has chosen one
/// @param fields header fields as they go over the wire, each with its line end, without `Host` and `Content-Length`
/// @param body empty for a request without one
/// @param check what a right answer is; absent where any will do
public record Shot(
        String method,
        String path,
        String user,
        String fields,
        String body,
        Optional<Check> check,
        Way way) {
    /// Looks at an answer with a status below 400. Used by several threads.
    @FunctionalInterface
    public interface Check {
        /// @param fields by name in lower case
        /// @param content the whole body, as it came
        /// @return what is wrong, in words; empty when nothing is
        String mistake(Map<String, String> fields, byte[] content);
    }

    /// How a request goes over the wire.
    public sealed interface Way {
        /// On a kept connection, as browsers and services do.
        record Kept() implements Way {}

        /// On a connection of its own that is closed afterwards.
        record Fresh() implements Way {}

        /// As the opening of a WebSocket, over which that many messages go, each echoed, until it is closed in order.
        record Socket(int messages, java.time.Duration gap) implements Way {}
    }

    private static final Way KEPT = new Way.Kept();

    /// Makes the requests of a load, one after another, from seeded chance.
    @FunctionalInterface
    public interface Source {
        Shot next(RandomGenerator random);
    }

    public static Shot get(String path) {
        return new Shot("GET", path, "", "", "", Optional.empty(), KEPT);
    }

    public static Shot postJson(String path, String json) {
        return post(path, "application/json", json);
    }

    public static Shot post(String path, String type, String body) {
        var fields = "Content-Type: " + type + "\r\n";
        return new Shot("POST", path, "", fields, body, Optional.empty(), KEPT);
    }

    /// A WebSocket on which that many messages are sent, one each gap, and their echoes awaited.
    public static Shot socket(String path, int messages, java.time.Duration gap) {
        return get(path).going(new Way.Socket(messages, gap));
    }

    public Shot by(String name) {
        return new Shot(method, path, name, fields, body, check, way);
    }

    /// The same request, whose answer must also pass this.
    public Shot checkedBy(Check more) {
        var both = check.map(before -> both(before, more)).orElse(more);
        return new Shot(method, path, user, fields, body, Optional.of(both), way);
    }

    private static Check both(Check first, Check second) {
        return (names, content) -> {
            var mistake = first.mistake(names, content);
            return mistake.isEmpty() ? second.mistake(names, content) : mistake;
        };
    }

    /// The same request, whose answer must have this body.
    public Shot expecting(String right) {
        var bytes = right.getBytes(StandardCharsets.UTF_8);
        return checkedBy(
                (_, content) -> Arrays.equals(content, bytes) ? "" : "it has another body");
    }

    public Shot going(Way other) {
        return new Shot(method, path, user, fields, body, check, other);
    }

    /// The same request with one more header field.
    public Shot with(String name, String value) {
        var more = fields + name + ": " + value + "\r\n";
        return new Shot(method, path, user, more, body, check, way);
    }

    /// The same request, whose answer must have this header field.
    ///
    /// @param name in lower case
    public Shot answeredWith(String name, String value) {
        return checkedBy(
                (names, _) ->
                        value.equals(names.get(name)) ? "" : "it has no " + name + ": " + value);
    }

    /// The whole request as bytes.
    byte[] bytes(String host) {
        var content = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder();
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host);
        head.append("\r\n").append(user.isEmpty() ? "" : "X-User: " + user + "\r\n").append(fields);
        if (!isSafe() || content.length > 0) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        head.append(way instanceof Way.Fresh ? "Connection: close\r\n\r\n" : "\r\n");
        var start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        var all = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }

    public boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
