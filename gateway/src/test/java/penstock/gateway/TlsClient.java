package penstock.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// How to speak TLS with the gateway as a client that takes any certificate, so that a test can look which it is.
///
/// @param host what the client names; none when empty
/// @param protocols the versions of TLS it speaks
record TlsClient(
        InetSocketAddress address,
        String host,
        List<String> protocols,
        Optional<Certified> certificate) {

    private static final List<String> ALL = List.of("TLSv1.3", "TLSv1.2");

    static TlsClient to(InetSocketAddress address, String host) {
        return new TlsClient(address, host, ALL, Optional.empty());
    }

    TlsClient with(Certified own) {
        return new TlsClient(address, host, protocols, Optional.of(own));
    }

    TlsClient speaking(String... versions) {
        return new TlsClient(address, host, List.of(versions), certificate);
    }

    /// Connects, but leaves the handshake to the first byte.
    SSLSocket socket() throws IOException {
        return over(new Socket(address.getAddress(), address.getPort()));
    }

    /// On a connection that is there already.
    SSLSocket over(Socket plain) throws IOException {
        plain.setSoTimeout(60_000);
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys(), new TrustManager[] {new TrustingAll()}, null);
            var socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, "", address.getPort(), true);
            var parameters = socket.getSSLParameters();
            parameters.setProtocols(protocols.toArray(String[]::new));
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            parameters.setServerNames(host.isEmpty() ? List.of() : List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
            return socket;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private KeyManager[] keys() throws GeneralSecurityException, IOException {
        if (certificate.isEmpty()) {
            return new KeyManager[0];
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own",
                certificate.get().keys().getPrivate(),
                new char[0],
                new Certificate[] {certificate.get().certificate()});
        var factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    /// A connection whose handshake is done.
    RawClient connect() throws IOException {
        SSLSocket socket = socket();
        try {
            socket.startHandshake();
            return new RawClient(socket);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /// The certificate that the gateway shows.
    X509Certificate shown() throws IOException {
        try (RawClient client = connect()) {
            return (X509Certificate)
                    ((SSLSocket) client.socket).getSession().getPeerCertificates()[0];
        }
    }

    /// Why the handshake fails; empty when it does not.
    String refusal() {
        try (RawClient client = connect()) {
            // in TLS 1.3 the gateway may refuse after the client's part is done
            var _ = client.get("/");
            return "";
        } catch (IOException failed) {
            return String.valueOf(failed.getMessage());
        }
    }

    private record TrustingAll() implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
