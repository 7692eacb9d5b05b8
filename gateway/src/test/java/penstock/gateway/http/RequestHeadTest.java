package penstock.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadTest {

    private final HeadBuffer head = new HeadBuffer();
    private final RequestHead request = new RequestHead(head);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1~Host: a~~                                        | 200",
                "GET / HTTP/1.0~~                                                | 200",
                "~GET / HTTP/1.1~Host: a~~                                       | 200",
                "OPTIONS * HTTP/1.1~Host: a~~                                    | 200",
                "GET http://b/x HTTP/1.1~Host: a~~                               | 200",
                "GET / HTTP/1.1~Host: [::1]:80~~                                 | 200",
                "POST / HTTP/1.1~Host: a~Content-Length: 0~~                     | 200",
                "POST / HTTP/1.1~Host: a~transfer-encoding: Chunked~~            | 200",
                "GET / HTTP/1.1~Host: a~X:~~                                     | 200",
                "GET / HTTP/1.1~~                                                | 400",
                "GET / HTTP/1.1~Host: a~Host: a~~                                | 400",
                "GET / HTTP/1.1~Host: a, b~~                                     | 400",
                "GET / HTTP/1.1~Host:~~                                          | 400",
                "GET / HTTP/1.1~Host: a:b~~                                      | 400",
                "GET / HTTP/1.1~Host: a:123456~~                                 | 400",
                "GET / HTTP/1.1~Host: [::1~~                                     | 400",
                "GET / HTTP/1.1~Host: u@a~~                                      | 400",
                "GET http://u@b/ HTTP/1.1~Host: a~~                              | 400",
                "GET ftp://b/ HTTP/1.1~Host: a~~                                 | 400",
                "GET * HTTP/1.1~Host: a~~                                        | 400",
                "GET x HTTP/1.1~Host: a~~                                        | 400",
                "GET /#f HTTP/1.1~Host: a~~                                      | 400",
                "GET  / HTTP/1.1~Host: a~~                                       | 400",
                "GET /  HTTP/1.1~Host: a~~                                       | 400",
                "GET / HTTP/1.1 ~Host: a~~                                       | 400",
                "GET /~Host: a~~                                                 | 400",
                "GET / HTTP/01.1~Host: a~~                                       | 400",
                "GET / http/1.1~Host: a~~                                        | 400",
                "G@T / HTTP/1.1~Host: a~~                                        | 400",
                "GET / HTTP/2.0~Host: a~~                                        | 505",
                "CONNECT a:80 HTTP/1.1~Host: a~~                                 | 405",
                "CONNECT / HTTP/1.1~Host: a~~                                    | 405",
                "GET / HTTP/1.1~Host : a~~                                       | 400",
                "GET / HTTP/1.1~Host: a~ X: folded~~                             | 400",
                "GET / HTTP/1.1~ X: first~Host: a~~                              | 400",
                "GET / HTTP/1.1~Host: a~X~~                                      | 400",
                "GET / HTTP/1.1~Host: a~: x~~                                    | 400",
                "GET / HTTP/1.1~Host: a~X: a^b~~                                 | 400",
                "GET / HTTP/1.1~Host: a~X: a_b~~                                 | 400",
                "GET / HTTP/1.1^Host: a~~                                        | 400",
                "GET /_ HTTP/1.1~Host: a~~                                       | 400",
                "GET / HTTP/1.1`Host: a~~                                        | 400",
                "GET / HTTP/1.1~Host: a`~                                        | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 1~~    | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2~~    | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: 1, 1~~                   | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: +1~~                     | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: -1~~                     | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: 0x1~~                    | 400",
                "GET / HTTP/1.1~Host: a~Content-Length:~~                        | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: 9999999999999999999~~    | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: 1~Transfer-Encoding: chunked~~ | 400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Content-Length: 1~~ | 400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: xchunked~~            | 400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked, chunked~~    | 400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~       | 501",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked;q=1~~         | 400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: \"chunked\"~~         | 400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~ | 400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding:~~                     | 400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding : chunked~~            | 400",
                "GET / HTTP/1.0~Transfer-Encoding: chunked~~                     | 400",
                "GET / HTTP/1.1~Host: a~Connection: a b;c~~                      | 400",
                "GET / HTTP/1.1~Host: a~Expect: tea~~                            | 417",
                "~~~GET / HTTP/1.1~Host: a~~                                     | 400"
            })
    void takesOnlyWhatHasOneMeaning(String text, int status) {
        String bytes =
                text.replace("~", "\r\n").replace('^', '\r').replace('_', '\0').replace('`', '\n');

        assertThat(outcome(bytes, bytes.length())).isEqualTo(status);
        head.reset();
        assertThat(outcome(bytes, 1)).describedAs("byte by byte").isEqualTo(status);
    }

    @Test
    void aHeadThatHasBegunIsReadOnWhateverIsGivenBack() throws Exception {
        var buffer = new HeadBuffer();
        var request = new RequestHead(buffer);
        for (int i = 0; i < 3; i++) {
            buffer.feed(ByteBuffer.wrap(Ascii.bytes("GET /a HTTP/1.1\r\nHo")));
            assertThat(buffer.release()).isFalse();
            assertThat(
                            buffer.feed(
                                    ByteBuffer.wrap(
                                            Ascii.bytes(
                                                    "st: s\r\n" + "A: b\r\n".repeat(40) + "\r\n"))))
                    .isTrue();
            request.parse();
            assertThat(request.path()).isEqualTo("/a");
            assertThat(request.header("A")).contains("b");

            buffer.reset();

            assertThat(buffer.release()).isTrue();
            assertThat(buffer.bytes()).isEmpty();
            assertThat(buffer.release()).isFalse();
        }
    }

    @Test
    void findsItsPartsHoweverTheBytesArrive() throws Exception {
        String text =
                "POST /a/b?c=d HTTP/1.1\r\nHost: Shop.Test.:80\r\nCookie: a=1; uid=u7\r\nX-User:  me \r\nContent-Length: 12\r\n\r\nbody";
        for (int step = 1; step <= text.length(); step++) {
            head.reset();
            ByteBuffer rest = feed(text, step);
            request.parse();

            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/a/b");
            assertThat(request.host()).isEqualTo("shop.test");
            assertThat(request.cookie("uid")).contains("u7");
            assertThat(request.cookie("ui")).isEmpty();
            assertThat(request.header("x-user")).contains("me");
            assertThat(request.contentLength()).isEqualTo(12);
            assertThat(rest.remaining()).isEqualTo("body".length());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uid=u7              | u7",
                "a=1; uid=u7         | u7",
                "uid=; uid=u7        | u7",
                "'uid= ; uid=u7 '    | u7",
                "xuid=1;uid=u7;b     | u7",
                "uid =1; uid=u=7     | u=7",
                "uids=1; ui=2; UID=3 | ",
                "uid                 | ",
                "uid=                | "
            })
    void aCookieIsTheFirstOfItsNameThatHasAValue(String cookies, @Nullable String expected)
            throws Exception {
        feed("GET / HTTP/1.1\r\nHost: a\r\nCookie: " + cookies + "\r\n\r\n", 1_000);
        request.parse();

        assertThat(request.cookie("uid")).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void theHostOfAnAbsoluteTargetCountsAndNotTheField() throws Exception {
        feed("GET http://B.test:8080/x HTTP/1.1\r\nHost: a\r\n\r\n", 1_000);
        request.parse();

        assertThat(request.authority()).isEqualTo("B.test:8080");
        assertThat(request.path()).isEqualTo("/x");
    }

    @Test
    void anUpgradeToClearTextHttp2IsNotPassedOn() throws Exception {
        feed("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 1_000);
        request.parse();

        assertThat(request.isUpgrade()).isFalse();
    }

    @Test
    void headsBeyondTheLimitsAreRefused() {
        assertThat(outcome("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 700))
                .isEqualTo(414);
        head.reset();
        assertThat(outcome("GET /" + "a".repeat(9_000), 700)).isEqualTo(414);
        head.reset();
        assertThat(outcome("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(33_000), 700))
                .isEqualTo(431);
        head.reset();
        assertThat(outcome("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(100) + "\r\n", 700))
                .isEqualTo(431);
    }

    private int outcome(String text, int step) {
        var refused =
                catchThrowableOfType(
                        BadMessageException.class,
                        () -> {
                            feed(text, step);
                            request.parse();
                        });
        return refused == null ? 200 : refused.status();
    }

    private ByteBuffer feed(String text, int step) throws BadMessageException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length; from += step) {
            ByteBuffer in =
                    ByteBuffer.wrap(bytes, from, Math.min(step, bytes.length - from)).slice();
            if (head.feed(in)) {
                return ByteBuffer.allocate(bytes.length - from - in.position());
            }
        }
        return ByteBuffer.allocate(0);
    }
}
