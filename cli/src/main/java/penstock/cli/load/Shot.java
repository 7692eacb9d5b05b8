package penstock.cli.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One request to send.
///
/// @param user from whom it comes (`X-User`); empty until the load has chosen one
/// @param fields header fields as they go over the wire, each with its line end, without `Host` and `Content-Length`
/// @param body empty for a request without one
/// @param expected the body of a right answer; absent where any will do
/// @param answerFields what a right answer has among its header fields, by name in lower case
public record Shot(
        String method,
        String path,
        String user,
        String fields,
        String body,
        Optional<Body> expected,
        Map<String, String> answerFields,
        Way way) {
    public Shot {
        answerFields = Map.copyOf(answerFields);
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
        return new Shot("GET", path, "", "", "", Optional.empty(), Map.of(), KEPT);
    }

    public static Shot postJson(String path, String json) {
        return post(path, "application/json", json);
    }

    public static Shot post(String path, String type, String body) {
        var fields = "Content-Type: " + type + "\r\n";
        return new Shot("POST", path, "", fields, body, Optional.empty(), Map.of(), KEPT);
    }

    /// A WebSocket on which that many messages are sent, one each gap, and their echoes awaited.
    public static Shot socket(String path, int messages, java.time.Duration gap) {
        return get(path).going(new Way.Socket(messages, gap));
    }

    public Shot by(String name) {
        return new Shot(method, path, name, fields, body, expected, answerFields, way);
    }

    public Shot expecting(Body right) {
        return new Shot(method, path, user, fields, body, Optional.of(right), answerFields, way);
    }

    public Shot going(Way other) {
        return new Shot(method, path, user, fields, body, expected, answerFields, other);
    }

    /// The same request with one more header field.
    public Shot with(String name, String value) {
        var more = fields + name + ": " + value + "\r\n";
        return new Shot(method, path, user, more, body, expected, answerFields, way);
    }

    /// The same request, whose answer must have one more header field.
    public Shot answeredWith(String name, String value) {
        var more = new HashMap<>(answerFields);
        more.put(name, value);
        return new Shot(method, path, user, fields, body, expected, more, way);
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
