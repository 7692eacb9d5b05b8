package penstock.cli.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A whole WebSocket: opening, messages with sequence numbers whose echoes must come in order, closing by both sides.
///
/// @param messages how many are sent, one each gap
record SocketTalk(WireConnection connection, int messages, Duration gap) {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    Answer hold(Shot shot, String host, long deadline) throws IOException {
        var opening =
                shot.with("Connection", "Upgrade")
                        .with("Upgrade", "websocket")
                        .with("Sec-WebSocket-Version", "13")
                        .with("Sec-WebSocket-Key", KEY);
        var head = connection.open(opening.bytes(host), deadline);
        var outcome = Outcome.ERROR;
        if (head.status() == 101) {
            outcome = converse(shot.path(), deadline) ? Outcome.OK : Outcome.WRONG;
        }
        connection.close();
        return new Answer(
                outcome, head.status(), head.version(), head.isRescued(), head.servedBy());
    }

    /// @return whether every echo was right
    private boolean converse(String subject, long deadline) throws IOException {
        for (int number = 0; number < messages; number++) {
            var said = Frame.text(subject + "#" + number);
            said.write(connection.output(), true);
            connection.limit(deadline);
            var heard = Frame.read(connection.input());
            if (!heard.equals(said)) {
                return false;
            }
            LockSupport.parkNanos(gap.toNanos());
        }
        Frame.close().write(connection.output(), true);
        connection.limit(deadline);
        return Frame.read(connection.input()).opcode() == Frame.CLOSE
                && connection.input().read() < 0;
    }
}
