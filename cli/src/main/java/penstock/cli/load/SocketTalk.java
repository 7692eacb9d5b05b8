package penstock.cli.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The messages of a WebSocket that is open, with sequence numbers, whose echoes must come in order, and its closing by
/// both sides.
///
/// @param messages how many are sent, one each gap
public record SocketTalk(InputStream in, OutputStream out, int messages, Duration gap) {
    /// Sets what may be waited for the next byte.
    @FunctionalInterface
    public interface Limit {
        void set() throws IOException;
    }

    /// @param subject what the messages are about
    /// @return whether every echo was right
    public boolean hold(String subject, Limit limit) throws IOException {
        for (int number = 0; number < messages; number++) {
            var said = Frame.text(subject + "#" + number);
            said.write(out, true);
            limit.set();
            var heard = Frame.read(in);
            if (!heard.equals(said)) {
                return false;
            }
            LockSupport.parkNanos(gap.toNanos());
        }
        Frame.close().write(out, true);
        limit.set();
        return Frame.read(in).opcode() == Frame.CLOSE && in.read() < 0;
    }
}
