package penstock.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.cli.load.Frame;

class TalkTest {
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\ncontent-length:  5\r\nServer: x\r\n\r\nhello";

    private final List<Long> answered = new ArrayList<>();

    @Test
    void anAnswerCountsOnceHoweverItIsCut() throws IOException {
        for (int cut = 1; cut < ANSWER.length(); cut++) {
            var talk = new Http1Talk(new Users().requests("GET", "/1k", 0), 5);
            talk.request(cut);
            talk.read(bytes(ANSWER.substring(0, cut)), answered::add);
            assertThat(answered).hasSize(cut - 1);
            talk.read(bytes(ANSWER.substring(cut)), answered::add);
        }

        assertThat(answered).hasSize(ANSWER.length() - 1).startsWith(1L, 2L, 3L);
    }

    @Test
    void anotherStatusOrAnotherLengthIsNoAnswer() {
        var talk = new Http1Talk(new Users().requests("GET", "/1k", 0), 5);

        assertThatThrownBy(() -> talk.read(bytes(ANSWER.replace("200", "503")), answered::add))
                .hasMessageContaining("503");
        var other = new Http1Talk(new Users().requests("GET", "/1k", 0), 6);
        assertThatThrownBy(() -> other.read(bytes(ANSWER), answered::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Content-Length 6");
    }

    @Test
    void requestsComeFromOneUserAfterTheOther() {
        var requests = new Users().requests("GET", "/1k", 0);

        var first = StandardCharsets.US_ASCII.decode(requests.next()).toString();
        var second = StandardCharsets.US_ASCII.decode(requests.next()).toString();

        assertThat(first).contains("uid=user0001\r\n").endsWith("\r\n\r\n");
        assertThat(second).contains("uid=user0002\r\n");
    }

    @Test
    void anEchoCountsOnceItIsWhole() throws IOException {
        var talk = new WebSocketTalk("uid=a");
        var accept = Frame.accept("dGhlIHNhbXBsZSBub25jZQ==");
        talk.read(
                bytes("HTTP/1.1 101 -\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n"),
                answered::add);
        assertThat(talk.isOpen()).isTrue();
        var echo = ByteBuffer.allocate(2 + WebSocketTalk.MESSAGE_BYTES);
        echo.put((byte) 0x81).put((byte) WebSocketTalk.MESSAGE_BYTES).clear();

        talk.request(7);
        talk.read(echo.slice(0, 50), answered::add);
        assertThat(answered).isEmpty();
        talk.read(echo.slice(50, 52), answered::add);

        assertThat(answered).containsExactly(7L);
    }

    @Test
    void answersOfHttp2EndWithTheirStreamInAnyOrder() throws IOException {
        var talk = new Http2Talk(new Users(), 3);
        talk.request(10);
        talk.request(20);

        talk.read(frame(1, 4, 3, (byte) 0x88), answered::add);
        talk.read(frame(1, 4, 1, (byte) 0x88), answered::add);
        talk.read(frame(0, 1, 3, (byte) 1, (byte) 2, (byte) 3), answered::add);
        talk.read(frame(0, 0, 1, (byte) 1, (byte) 2), answered::add);
        talk.read(frame(0, 1, 1, (byte) 3), answered::add);

        assertThat(answered).containsExactly(20L, 10L);
    }

    @Test
    void ofHttp2SettingsAndPingsAreAcknowledged() throws IOException {
        var talk = new Http2Talk(new Users(), 3);
        var data = new byte[] {1, 2, 3, 4, 5, 6, 7, 8};

        talk.read(frame(4, 0, 0), answered::add);
        assertThat(talk.owed()).isEqualTo(frame(4, 1, 0));
        talk.read(frame(6, 0, 0, data), answered::add);
        assertThat(talk.owed()).isEqualTo(frame(6, 1, 0, data));
    }

    @Test
    void anAnswerOfHttp2WithAnotherStatusOrAResetFails() {
        var talk = new Http2Talk(new Users(), 3);

        assertThatThrownBy(() -> talk.read(frame(1, 5, 1, (byte) 0x8d), answered::add))
                .hasMessageContaining("not 200");
        var other = new Http2Talk(new Users(), 3);
        assertThatThrownBy(() -> other.read(frame(3, 0, 1, new byte[4]), answered::add))
                .hasMessageContaining("type 3");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuffer frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .flip();
    }
}
