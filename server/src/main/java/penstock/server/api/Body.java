package penstock.server.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Size;
import penstock.model.Text;

/// The body of a request, never read beyond its limit.
///
/// @param announced the length in bytes as the client told it; -1 when it did not
/// @param type the content type without parameters, in lower case; empty when there is none
record Body(InputStream stream, long announced, String type) {
    /// Bytes per second below which a body counts as stalled, and after how long that is looked at: protects against
    /// clients that keep a connection busy by sending a byte now and then.
    private static final long SLOWEST = 512;

    private static final long PATIENCE_SECONDS = 30;

    private static final Set<String> JSON =
            Set.of("application/json", "application/merge-patch+json");
    private static final Set<String> YAML =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "");

    static Body of(InputStream stream, long announced, Optional<String> contentType) {
        var type = contentType.orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return new Body(stream, announced, type);
    }

    byte[] bytes(Size limit) {
        try (var limited = limited(limit, "the request body")) {
            return limited.readAllBytes();
        } catch (IOException e) {
            throw cut(e);
        }
    }

    /// One document, JSON or YAML as the content type says; empty for an empty body.
    Optional<Node> document(Size limit) {
        if (!JSON.contains(type) && !YAML.contains(type)) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "unsupported-media-type",
                            "Content-Type \""
                                    + type
                                    + "\" is not understood (expected: application/json or"
                                    + " application/yaml)."));
        }
        var text = text(bytes(limit));
        if (text.isBlank()) {
            return Optional.empty();
        }
        if (JSON.contains(type)) {
            return Optional.of(Text.readJson(text));
        }
        List<Node> documents = Text.readYaml(text, "body");
        if (documents.size() > 1) {
            throw new ProblemException(
                    Problem.Invalid.at(
                            "",
                            "body",
                            documents.size() + " documents (expected: one per request)"));
        }
        return documents.stream().findFirst();
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(
                    Problem.Invalid.at("", "body", "not readable as text (expected: UTF-8)"), e);
        }
    }

    /// The stream, failing with a problem beyond the limit or when the client stops sending.
    InputStream limited(Size limit, String what) {
        if (announced > limit.bytes()) {
            throw tooLarge(what, limit);
        }
        return new Limited(stream, limit, what);
    }

    private static ProblemException tooLarge(String what, Size limit) {
        return new ProblemException(
                Problem.Refused.because(
                        "too-large", what + " is too large (expected: at most " + limit + ")."));
    }

    private static ProblemException cut(Exception cause) {
        return new ProblemException(
                Problem.Invalid.at(
                        "", "body", "ended early or came too slowly (expected: all of it)"),
                cause);
    }

    private static final class Limited extends FilterInputStream {
        private final Size limit;
        private final String what;
        private final long began = System.nanoTime();
        private long seen;

        Limited(InputStream in, Size limit, String what) {
            super(in);
            this.limit = limit;
            this.what = what;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /// What the web server throws for a cut or slow body is a runtime exception or an I/O failure; both mean the same.
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count;
            try {
                count = super.read(bytes, offset, length);
            } catch (IOException | RuntimeException e) {
                throw cut(e);
            }
            seen += Math.max(0, count);
            if (seen > limit.bytes()) {
                throw tooLarge(what, limit);
            }
            long seconds = (System.nanoTime() - began) / 1_000_000_000;
            if (seconds > PATIENCE_SECONDS && seen / seconds < SLOWEST) {
                throw cut(new IOException("slower than " + SLOWEST + " bytes per second"));
            }
            return count;
        }
    }
}
