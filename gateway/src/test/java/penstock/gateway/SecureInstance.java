package penstock.gateway;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.InstanceTls;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Upstream;

/// An instance that speaks TLS by the library of Java, and does within it what its script says.
final class SecureInstance implements Place, AutoCloseable {

    /// How it speaks TLS.
    ///
    /// @param certified what it shows
    /// @param protocols what it speaks by ALPN, its favourite first; none without ALPN
    /// @param clients whose certificates it wants, if it does
    /// @param versions of TLS
    record Manners(
            Certified certified,
            List<String> protocols,
            Optional<Certified> clients,
            List<String> versions) {

        static Manners showing(Certified certified) {
            return new Manners(
                    certified, List.of(), Optional.empty(), List.of("TLSv1.3", "TLSv1.2"));
        }

        Manners speaking(String... alpn) {
            return new Manners(certified, List.of(alpn), clients, versions);
        }

        Manners asking(Certified authority) {
            return new Manners(certified, protocols, Optional.of(authority), versions);
        }

        Manners within(String... tls) {
            return new Manners(certified, protocols, clients, List.of(tls));
        }
    }

    /// The names that the gateway has told.
    final BlockingQueue<String> names = new LinkedBlockingQueue<>();

    /// When the sessions began; one that is taken up again keeps its time.
    final Set<Long> sessions = ConcurrentHashMap.newKeySet();

    final RawUpstream server;
    private volatile Manners manners;
    private volatile SSLContext context;

    SecureInstance(Manners manners, RawUpstream.Script script) throws IOException {
        this.manners = manners;
        this.context = context(manners);
        this.server = new RawUpstream(peer -> serve(peer.socket, script));
    }

    /// Answers every request over HTTP/1.1 with 200 and a body.
    static SecureInstance answering(Manners manners, String body) throws IOException {
        return new SecureInstance(manners, answers(body));
    }

    static RawUpstream.Script answers(String body) {
        return peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                peer.skipBody(head);
                peer.ok(body);
            }
        };
    }

    /// From the next connection on.
    void become(Manners others) {
        context = context(others);
        manners = others;
    }

    private void serve(Socket plain, RawUpstream.Script script) throws Exception {
        SSLSocket socket = over(plain);
        socket.startHandshake();
        sessions.add(socket.getSession().getCreationTime());
        names.add(name(socket));
        try {
            script.serve(new RawUpstream.Peer(socket));
        } catch (Cut cut) {
            plain.close();
        }
        socket.close();
    }

    /// The connection is to end without a word within TLS.
    static final class Cut extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private SSLSocket over(Socket plain) throws IOException {
        var socket =
                (SSLSocket)
                        context.getSocketFactory().createSocket(plain, "", plain.getPort(), true);
        socket.setUseClientMode(false);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(manners.versions().toArray(String[]::new));
        parameters.setApplicationProtocols(manners.protocols().toArray(String[]::new));
        parameters.setNeedClientAuth(manners.clients().isPresent());
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static String name(SSLSocket socket) {
        return ((ExtendedSSLSession) socket.getSession())
                .getRequestedServerNames().stream()
                        .map(name -> ((SNIHostName) name).getAsciiName())
                        .findFirst()
                        .orElse("");
    }

    private static SSLContext context(Manners wanted) {
        try {
            var made = SSLContext.getInstance("TLS");
            made.init(keys(wanted.certified()), trust(wanted.clients()), null);
            return made;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static TrustManager[] trust(Optional<Certified> clients)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (clients.isPresent()) {
            store.setCertificateEntry("clients", clients.get().certificate());
        }
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return clients.isPresent() ? factory.getTrustManagers() : new TrustManager[0];
    }

    private static KeyManager[] keys(Certified certified)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own",
                certified.keys().getPrivate(),
                new char[0],
                new Certificate[] {certified.certificate()});
        var factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    // --- what the gateway is told of it ---

    /// Verified by an authority whose certificate is in a file.
    static InstanceTls tls(String serverName, java.nio.file.Path authority) {
        return new InstanceTls(
                serverName,
                new InstanceTls.Settings(
                        Optional.of(authority.toString()),
                        Optional.empty(),
                        Domain.TlsVersion.TLS_1_2,
                        true));
    }

    static InstanceTls with(InstanceTls tls, InstanceTls.Own own) {
        return new InstanceTls(
                tls.serverName(),
                new InstanceTls.Settings(
                        tls.settings().authorities(),
                        Optional.of(own),
                        tls.settings().minVersion(),
                        tls.settings().isVerified()));
    }

    static RouteVersion version(String id, InstanceTls tls, Protocol protocol, Place... places) {
        RouteVersion plain = GatewayRig.version(id, places);
        return new RouteVersion(
                id,
                plain.upstreams().stream()
                        .map(
                                one ->
                                        new Upstream(
                                                one.instanceId(),
                                                one.host(),
                                                one.port(),
                                                protocol,
                                                Optional.of(tls)))
                        .toList());
    }

    /// Nobody listens any more, and what was open is cut.
    void die() throws IOException {
        server.close();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() throws IOException {
        die();
    }
}
