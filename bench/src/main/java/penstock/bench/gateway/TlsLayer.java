package penstock.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/// TLS 1.3 of one connection of the load.
final class TlsLayer {
    private static final int ROOM = 1 << 17;

    private final SSLEngine engine;
    private final ByteBuffer sealed = ByteBuffer.allocate(ROOM);
    private final ByteBuffer plain = ByteBuffer.allocate(ROOM);

    /// What came and is not a whole record yet.
    private final ByteBuffer came = ByteBuffer.allocate(ROOM).limit(0);

    TlsLayer(SSLContext context) {
        engine = context.createSSLEngine(Users.HOST, 443);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        var parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        engine.setSSLParameters(parameters);
    }

    /// The handshake, on a channel that blocks.
    void shake(SocketChannel channel) throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> {
                    engine.wrap(Talk.NOTHING, sealed.clear());
                    channel.write(sealed.flip());
                }
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> shakeOn(channel);
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    private void shakeOn(SocketChannel channel) throws IOException {
        var result = engine.unwrap(came, plain.clear());
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            came.compact();
            int count = channel.read(came);
            came.flip();
            if (count < 0) {
                throw new EOFException("closed in the handshake of TLS");
            }
        }
    }

    /// Whole records of what is given.
    ByteBuffer seal(ByteBuffer bytes) throws IOException {
        sealed.clear();
        while (bytes.hasRemaining()) {
            engine.wrap(bytes, sealed);
        }
        return sealed.flip();
    }

    /// Takes bytes of the connection over; what the next record holds, or nothing. Called until there is nothing.
    ByteBuffer open(ByteBuffer bytes) throws IOException {
        came.compact().put(bytes).flip();
        plain.clear();
        while (came.hasRemaining() && plain.position() == 0) {
            if (engine.unwrap(came, plain).getStatus() != SSLEngineResult.Status.OK) {
                break;
            }
        }
        return plain.flip();
    }
}
