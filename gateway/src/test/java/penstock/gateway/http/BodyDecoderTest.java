package penstock.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyDecoderTest {

    private final BodyDecoder body = new BodyDecoder();

    @Test
    void findsTheContentOfChunksHoweverTheBytesArrive() throws Exception {
        String text =
                "5\r\nhello\r\n00A;ext=\"v\"\r\n, chunked \r\n0\r\nX-A: 1\r\nHost: evil\r\n\r\nnext";
        for (int step = 1; step <= text.length(); step++) {
            body.startChunked();

            assertThat(content(text, step)).isEqualTo("hello, chunked |next");
            assertThat(new String(body.trailers(), StandardCharsets.ISO_8859_1))
                    .isEqualTo("X-A: 1\r\n");
        }
    }

    @Test
    void betweenTwoBodiesNothingOfTheTrailersIsKept() throws Exception {
        body.startChunked();
        body.release();
        assertThat(content("1\r\nx\r\n0\r\nX-A: 1\r\n\r\n", 100)).isEqualTo("x|");
        assertThat(body.trailers()).isNotEmpty();

        body.release();

        assertThat(body.isDone()).isTrue();
        assertThat(body.trailers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\n",
                "\r\n",
                ";a\r\n",
                "5 \r\n",
                " 5\r\n",
                "-1\r\n",
                "0x5\r\n",
                "5\nhello",
                "5\r\r\n",
                "5\r\nhello!",
                "5\r\nhello\n",
                "1000000000000000\r\n",
                "5;a\u0000b\r\n",
                "5;a\nb\r\n",
                "0\r\nX : 1\r\n\r\n",
                "0\r\n\n",
                "0\r\n X: 1\r\n\r\n"
            })
    void refusesChunksThatCouldBeReadInTwoWays(String text) {
        body.startChunked();

        assertThatThrownBy(() -> content(text, text.length()))
                .isInstanceOf(BadMessageException.class);
    }

    @Test
    void refusesEndlessChunkExtensions() {
        body.startChunked();

        assertThatThrownBy(() -> content("1;" + "a".repeat(300), 50))
                .isInstanceOf(BadMessageException.class);
    }

    @Test
    void aBodyOfKnownLengthEndsThere() throws Exception {
        body.startLength(5);

        assertThat(content("hellonext", 2)).isEqualTo("hello|next");
    }

    @Test
    void anEmptyBodyTakesNothing() throws Exception {
        body.startLength(0);

        assertThat(body.isDone()).isTrue();
        assertThat(content("next", 4)).isEqualTo("|next");
    }

    /// The content, a bar once the body is complete, and what follows it.
    private String content(String text, int step) throws BadMessageException {
        var found = new StringBuilder();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length; from += step) {
            ByteBuffer in =
                    ByteBuffer.wrap(bytes, from, Math.min(step, bytes.length - from)).slice();
            while (true) {
                BodyDecoder.Step next = body.next(in);
                if (next == BodyDecoder.Step.NEED_MORE) {
                    break;
                }
                if (next == BodyDecoder.Step.END) {
                    return found + "|" + text.substring(from + in.position());
                }
                found.append(
                        text,
                        from + body.contentFrom(),
                        from + body.contentFrom() + body.contentLength());
            }
        }
        return found.toString();
    }
}
