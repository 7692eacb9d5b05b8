package penstock.gateway.proxy;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Two connections joined after a change of protocol: bytes pass as they are, each side slows the other down, and the end of one
/// direction leaves the other open.
final class Tunnel {

    /// 1001, "going away" (RFC 6455 section 7.4.1).
    private static final byte[] GOING_AWAY = {0x03, (byte) 0xe9};

    private static final byte CLOSE_FRAME = (byte) 0x88;
    private static final long LEAVE_NANOS = 2_000_000_000L;
    private static final byte MASKED = (byte) 0x80;

    /// Whose request became the tunnel.
    interface Owner {

        /// Bytes passed, or there is room for more.
        void onMoved();

        /// It has ended; with `isBroken` not as the two sides wanted it.
        void onTunnelOver(boolean isBroken);
    }

    private final Owner owner;
    private final Connection client;
    private final Connection upstream;
    private final @Nullable WebSocketFrames toClient;
    private final @Nullable WebSocketFrames toUpstream;
    private boolean isClientEnded;
    private boolean isUpstreamEnded;
    private boolean isLeaving;
    private long leavingSince;

    Tunnel(Owner owner, Connection client, Connection upstream, boolean isWebSocket) {
        this.owner = owner;
        this.client = client;
        this.upstream = upstream;
        this.toClient = isWebSocket ? new WebSocketFrames() : null;
        this.toUpstream = isWebSocket ? new WebSocketFrames() : null;
    }

    void fromClient(Data data) {
        pass(data, toUpstream, upstream, client);
    }

    void fromUpstream(Data data) {
        pass(data, toClient, client, upstream);
    }

    private void pass(Data data, @Nullable WebSocketFrames frames, Connection to, Connection from) {
        owner.onMoved();
        if (isLeaving) {
            data.release();
            return;
        }
        if (frames != null) {
            frames.pass(data.view());
        }
        to.write(data);
        to.flush();
        if (!to.isWritable()) {
            from.reading(false);
        }
    }

    /// Tells both sides of a WebSocket, in a way that both understand, that it ends here, each unless it is in the middle of a frame, and sends no more; what they
    /// still say is thrown away. They have two seconds for that; false once these are over, and for another protocol, of which we
    /// do not know how to end it.
    boolean leave(long now) {
        if (toClient == null || toUpstream == null) {
            return false;
        }
        if (isLeaving) {
            return now - leavingSince < LEAVE_NANOS;
        }
        isLeaving = true;
        leavingSince = now;
        if (!isUpstreamEnded) {
            if (toClient.mayFollow()) {
                close(client);
            }
            client.shutdownOutput();
        }
        if (!isClientEnded) {
            if (toUpstream.mayFollow()) {
                closeMasked(upstream);
            }
            upstream.shutdownOutput();
        }
        client.reading(true);
        upstream.reading(true);
        return true;
    }

    private static void close(Connection to) {
        byte[] frame = {CLOSE_FRAME, 2, GOING_AWAY[0], GOING_AWAY[1]};
        to.write(frame, 0, frame.length);
    }

    /// As every frame of a client. Masks keep clients from choosing the bytes on the wire; here nobody chooses, so any will do.
    private static void closeMasked(Connection to) {
        byte[] mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        byte[] frame = {
            CLOSE_FRAME,
            MASKED | 2,
            mask[0],
            mask[1],
            mask[2],
            mask[3],
            (byte) (GOING_AWAY[0] ^ mask[0]),
            (byte) (GOING_AWAY[1] ^ mask[1])
        };
        to.write(frame, 0, frame.length);
    }

    void onClientWritable() {
        owner.onMoved();
        upstream.reading(true);
    }

    void onUpstreamWritable() {
        client.reading(true);
    }

    void onClientEnd() {
        isClientEnded = true;
        if (!isLeaving) {
            upstream.shutdownOutput();
        }
        endWhenOver();
    }

    void onUpstreamEnd() {
        isUpstreamEnded = true;
        if (!isLeaving) {
            client.shutdownOutput();
        }
        endWhenOver();
    }

    /// The connection to the instance is gone.
    void onUpstreamFailed() {
        if (isLeaving) {
            onUpstreamEnd();
        } else {
            owner.onTunnelOver(true);
        }
    }

    /// It is over when both sides have ended and the instance has been sent all; the client's connection sees to that itself.
    void endWhenOver() {
        if (isClientEnded && isUpstreamEnded && upstream.isOutputEnded()) {
            owner.onTunnelOver(false);
        }
    }
}
