package penstock.gateway.routes.tls;

import java.net.Socket;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import penstock.gateway.routes.InstanceTls;

/// Reads the files that are needed to speak TLS with instances.
public final class InstanceFiles {

    private InstanceFiles() {}

    /// What the files hold.
    ///
    /// @param authorities absent where those count that come with Java
    /// @param own what the gateway shows when it is asked who it is
    public record Material(Optional<List<X509Certificate>> authorities, Optional<Own> own) {

        /// Decides about the certificates of instances that are known by the host of engine or socket.
        public X509ExtendedTrustManager trust(boolean isVerified) {
            return isVerified ? new InstanceTrust(authorities) : new Anybody();
        }
    }

    /// @param chain the own certificate first
    public record Own(List<X509Certificate> chain, PrivateKey key) {
        public Own {
            chain = List.copyOf(chain);
        }

        /// Without the key.
        @Override
        public String toString() {
            return "Own[" + chain.getFirst().getSubjectX500Principal() + "]";
        }
    }

    /// @param material absent when there is a fault
    public record Found(Optional<Material> material, List<Fault> faults) {
        public Found {
            faults = List.copyOf(faults);
        }
    }

    public static Found read(InstanceTls.Settings settings) {
        var files = new PemFiles();
        Optional<List<X509Certificate>> authorities =
                settings.authorities().map(file -> files.certificates("ca", file));
        Optional<Own> own = settings.own().flatMap(words -> own(words, files));
        return new Found(
                files.faults.isEmpty()
                        ? Optional.of(new Material(authorities, own))
                        : Optional.empty(),
                files.faults);
    }

    private static Optional<Own> own(InstanceTls.Own words, PemFiles files) {
        var chain = files.certificates("certificate", words.certificate());
        PrivateKey key = files.key(words.key(), chain, words.certificate());
        return chain == null || key == null ? Optional.empty() : Optional.of(new Own(chain, key));
    }

    /// To be taken before the files are read, so that a change while they are read is seen later.
    public static FileStamps stamps(InstanceTls.Settings settings) {
        return FileStamps.of(
                Stream.concat(
                                settings.authorities().stream(),
                                settings.own().stream()
                                        .flatMap(own -> Stream.of(own.certificate(), own.key())))
                        .toList());
    }

    /// Takes any certificate.
    private static final class Anybody extends X509ExtendedTrustManager {

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // whoever it is
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            // whoever it is
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // whoever it is
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw new CertificateException("clients are not verified by this");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
