package penstock.server.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import penstock.metrics.promql.Engine;

/// What the API answers.
///
/// @param type of the content
public record Reply(Kind kind, String type, Body body) {
    static final String JSON = "application/json";

    /// What kind of answer it is, with the word for it in the answer.
    public enum Kind {
        SUCCESS("success"),
        /// The request is wrong.
        BAD_DATA("bad_data"),
        /// The query cannot be evaluated.
        EXECUTION("execution"),
        /// The client went away, or the server stops.
        CANCELLED("canceled"),
        TIMEOUT("timeout"),
        /// The store is not open.
        UNAVAILABLE("unavailable");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// Written once, piece by piece, so that a large result is never there twice. Closed afterwards, or when it is not written.
    @FunctionalInterface
    public interface Body extends AutoCloseable {
        void writeTo(OutputStream out) throws IOException;

        @Override
        default void close() {}
    }

    /// What is written piece by piece.
    interface Writing {
        void to(Pieces pieces) throws IOException;
    }

    /// Keeps its place among what is done at once until it is written, since what it writes is in memory. It is cut when a client
    /// takes longer to read it than a query may take.
    static Reply streamed(Engine.Place place, String type, Writing writing) {
        return new Reply(
                Kind.SUCCESS,
                type,
                new Body() {
                    @Override
                    public void writeTo(OutputStream out) throws IOException {
                        place.renew();
                        var pieces = new Pieces(out, place);
                        writing.to(pieces);
                        pieces.spill();
                    }

                    @Override
                    public void close() {
                        place.close();
                    }
                });
    }

    /// @param data as JSON
    static Reply success(String data) {
        return json(Kind.SUCCESS, "{\"status\":\"success\",\"data\":" + data + "}");
    }

    static Reply failure(Failure failure) {
        var text = new StringBuilder("{\"status\":\"error\",\"errorType\":\"");
        text.append(failure.kind().word()).append("\",\"error\":");
        Json.text(text, String.valueOf(failure.getMessage()));
        return json(failure.kind(), text.append('}').toString());
    }

    /// To a request whose parameters cannot be read.
    public static Reply malformed(String message) {
        return failure(Failure.badData("error parsing form values: " + message));
    }

    private static Reply json(Kind kind, String text) {
        return new Reply(kind, JSON, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Reply text(String type, String text) {
        return new Reply(
                Kind.SUCCESS, type, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
