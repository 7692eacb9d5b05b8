package penstock.gateway.net;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/// A handshake with oneself, before clients meet a certificate: what one library reads, another may not.
final class TlsTrial {

    /// More messages than a handshake has.
    private static final int MOST_TURNS = 40;

    /// What there is before the first handshake.
    private static final String NO_CIPHER = "SSL_NULL_WITH_NULL_NULL";

    private final SSLEngine server;
    private final SSLEngine client;
    private final ByteBuffer toClient;
    private final ByteBuffer toServer;

    private TlsTrial(SSLEngine server, SSLEngine client) {
        this.server = server;
        this.client = client;
        this.toClient = room(server);
        this.toServer = room(client);
    }

    private static ByteBuffer room(SSLEngine engine) {
        return ByteBuffer.allocate(4 * engine.getSession().getPacketBufferSize());
    }

    /// Fails with what the library has to say.
    ///
    /// @param context that does not ask clients for a certificate
    static void of(SslContext context) throws SSLException {
        SslContext other =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null)
                        .build();
        SSLEngine server = context.newEngine(UnpooledByteBufAllocator.DEFAULT);
        try {
            new TlsTrial(server, other.newEngine(UnpooledByteBufAllocator.DEFAULT)).run();
        } finally {
            ReferenceCountUtil.release(server);
        }
    }

    private void run() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            if (isDone(client) && isDone(server)) {
                return;
            }
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
        throw new SSLException("a handshake with oneself does not come to an end");
    }

    private static boolean isDone(SSLEngine engine) {
        var status = engine.getHandshakeStatus();
        return status == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING
                && !engine.getSession().getCipherSuite().equals(NO_CIPHER);
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask();
                        task != null;
                        task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                in.flip();
                engine.unwrap(in, room(engine));
                in.compact();
            }
            case FINISHED, NOT_HANDSHAKING -> {
                // it waits for the other
            }
        }
    }
}
