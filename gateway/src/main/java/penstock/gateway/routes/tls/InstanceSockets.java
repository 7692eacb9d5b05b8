package penstock.gateway.routes.tls;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.InstanceTls;

/// TLS with one instance on plain sockets, as questions about its health are asked. Files are read again when they have changed.
public final class InstanceSockets {

    private static final List<String> ALL = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> NEWEST = List.of("TLSv1.3");

    private final InstanceTls tls;
    private @Nullable Known known;

    private record Known(SSLContext context, FileStamps stamps) {}

    public InstanceSockets(InstanceTls tls) {
        this.tls = tls;
    }

    /// Speaks TLS on a connection that is there; the handshake is over when it returns. A failure is an exception that
    /// `Diagnosis` understands.
    ///
    /// @param plain closed by whoever closes what is returned, and when the time is over
    /// @param protocol what is spoken inside, `h2` or `http/1.1`
    /// @param deadline of all that is done with the connection, of [System#nanoTime()]
    public SSLSocket over(Socket plain, String protocol, long deadline) throws IOException {
        Thread.ofVirtual().start(() -> closeAt(deadline, plain));
        var socket =
                (SSLSocket)
                        context()
                                .getSocketFactory()
                                .createSocket(plain, tls.serverName(), plain.getPort(), true);
        var parameters = socket.getSSLParameters();
        boolean isNewest = tls.settings().minVersion() == Domain.TlsVersion.TLS_1_3;
        parameters.setProtocols((isNewest ? NEWEST : ALL).toArray(String[]::new));
        parameters.setApplicationProtocols(new String[] {protocol});
        parameters.setServerNames(ServerNames.of(tls.serverName()));
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException failed) {
            throw deadline - System.nanoTime() <= 0 ? new SocketTimeoutException() : failed;
        }
        if (protocol.equals("h2") && !socket.getApplicationProtocol().equals("h2")) {
            throw new SSLException("no application protocol (expected: h2, by ALPN)");
        }
        return socket;
    }

    private static void closeAt(long deadline, Socket plain) {
        try (plain) {
            Thread.sleep(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        } catch (InterruptedException | IOException over) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized SSLContext context() throws IOException {
        FileStamps stamps = InstanceFiles.stamps(tls.settings());
        Known last = known;
        if (last != null && last.stamps().equals(stamps)) {
            return last.context();
        }
        InstanceFiles.Found found = InstanceFiles.read(tls.settings());
        if (found.material().isEmpty()) {
            if (last != null) {
                return last.context();
            }
            throw new UnusableFilesException(found.faults().getFirst().message());
        }
        SSLContext fresh = context(found.material().get());
        known = new Known(fresh, stamps);
        return fresh;
    }

    private SSLContext context(InstanceFiles.Material material) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    keys(material.own()),
                    new TrustManager[] {material.trust(tls.settings().isVerified())},
                    null);
            return context;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("Java speaks TLS with what it has read", impossible);
        }
    }

    private static KeyManager[] keys(Optional<InstanceFiles.Own> own)
            throws GeneralSecurityException, IOException {
        if (own.isEmpty()) {
            return new KeyManager[0];
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own",
                own.get().key(),
                new char[0],
                own.get().chain().toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }
}
