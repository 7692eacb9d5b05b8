package penstock.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.Text;

/// What a route answers.
sealed interface Answer {
    String JSON = "application/json";

    record Whole(Outcome outcome, String type, ByteBuffer body, Map<String, String> headers)
            implements Answer {
        Whole with(String header, String value) {
            var more = new java.util.LinkedHashMap<>(headers);
            more.put(header, value);
            return new Whole(outcome, type, body, more);
        }
    }

    /// A problem in the form that the client of another protocol reads, with the status and the headers that it has everywhere.
    record Told(Problem problem, String type, ByteBuffer body) implements Answer {}

    /// A body that is written bit by bit, for as long as the client listens.
    record Stream(String type, Writer writer) implements Answer {}

    interface Writer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    static Whole json(Node node) {
        return json(Outcome.DONE, node);
    }

    static Whole json(Outcome outcome, Node node) {
        return new Whole(outcome, JSON, encoded(Text.writeJson(node)), Map.of());
    }

    static Whole bytes(byte[] body) {
        return new Whole(Outcome.DONE, "application/octet-stream", ByteBuffer.wrap(body), Map.of());
    }

    static Whole text(String text) {
        return new Whole(Outcome.DONE, "text/plain;charset=utf-8", encoded(text), Map.of());
    }

    static Whole nothingNew() {
        return new Whole(Outcome.NOTHING_NEW, "", ByteBuffer.allocate(0), Map.of());
    }

    private static ByteBuffer encoded(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
