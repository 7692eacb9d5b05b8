package penstock.gateway.routes.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.tls.Fault.Reason;

/// Reads the files of a domain and looks for everything that is wrong with them, at once.
public final class DomainFiles {

    /// Much more than any chain of certificates takes.
    private static final long MOST_BYTES = 1 << 20;

    private final Domain domain;
    private final Instant now;
    private final List<Fault> faults = new ArrayList<>();

    private DomainFiles(Domain domain, Instant now) {
        this.domain = domain;
        this.now = now;
    }

    /// What a domain is served with.
    ///
    /// @param chain the domain's own certificate first
    /// @param authorities whose clients are let in; empty where clients are not asked
    public record Material(
            List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
        public Material {
            chain = List.copyOf(chain);
            authorities = List.copyOf(authorities);
        }

        /// Without the key.
        @Override
        public String toString() {
            return "Material[" + chain.getFirst().getSubjectX500Principal() + "]";
        }
    }

    /// @param material absent when a fault is fatal
    /// @param leaf the domain's own certificate, if it could be read
    /// @param faults the worst first
    public record Found(
            Optional<Material> material, Optional<X509Certificate> leaf, List<Fault> faults) {
        public Found {
            faults = List.copyOf(faults);
        }
    }

    /// @param now for what has expired
    public static Found read(Domain domain, Instant now) {
        return new DomainFiles(domain, now).read();
    }

    /// What is wrong with a chain of certificates by now. None of it is fatal.
    public static List<Fault> check(Domain domain, List<X509Certificate> chain, Instant now) {
        var files = new DomainFiles(domain, now);
        files.check(chain);
        return List.copyOf(files.faults);
    }

    private Found read() {
        var chain = content("certificate", domain.certificate(), DomainFiles::certificates);
        if (chain != null && chain.isEmpty()) {
            add(
                    Reason.NO_CERTIFICATE,
                    "certificate "
                            + domain.certificate()
                            + " holds no certificate (expected: PEM, BEGIN CERTIFICATE)");
        }
        PrivateKey key = content("key", domain.key(), PrivateKeys::read);
        var authorities = authorities();
        if (chain == null || chain.isEmpty()) {
            return found(Optional.empty(), Optional.empty());
        }
        X509Certificate leaf = chain.getFirst();
        if (key != null && !PrivateKeys.isPair(key, leaf.getPublicKey())) {
            add(
                    Reason.KEY_DOES_NOT_FIT,
                    "key "
                            + domain.key()
                            + " does not belong to the first certificate of "
                            + domain.certificate()
                            + " (expected: the key that it was issued for)");
        }
        check(chain);
        boolean isFaultless = faults.stream().noneMatch(fault -> fault.reason().isFatal());
        Optional<Material> material =
                key != null && authorities != null && isFaultless
                        ? Optional.of(new Material(chain, key, authorities))
                        : Optional.empty();
        return found(material, Optional.of(leaf));
    }

    private Found found(Optional<Material> material, Optional<X509Certificate> leaf) {
        faults.sort(Comparator.comparing(Fault::reason));
        return new Found(material, leaf, faults);
    }

    private void add(Reason reason, String message) {
        faults.add(new Fault(reason, message));
    }

    private @Nullable List<X509Certificate> authorities() {
        if (domain.clients().isEmpty()) {
            return List.of();
        }
        String file = domain.clients().get().authorities();
        var found = content("client authorities", file, DomainFiles::certificates);
        if (found != null && found.isEmpty()) {
            add(
                    Reason.NO_CERTIFICATE,
                    "client authorities "
                            + file
                            + " holds no certificate (expected: PEM, BEGIN CERTIFICATE)");
        }
        return found;
    }

    private <T> @Nullable T content(String what, String file, Function<byte[], T> parse) {
        try {
            Path path = Path.of(file);
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                add(Reason.FILE_UNREADABLE, what + " " + file + " is no file");
                return null;
            }
            long size = Files.size(path);
            if (size > MOST_BYTES) {
                add(
                        Reason.FILE_UNREADABLE,
                        what + " " + file + " has " + size + " bytes (expected: at most 1 MiB)");
                return null;
            }
            return parse.apply(Files.readAllBytes(path));
        } catch (NoSuchFileException missing) {
            add(Reason.FILE_MISSING, what + " " + file + " does not exist");
        } catch (IOException unreadable) {
            add(
                    Reason.FILE_UNREADABLE,
                    what
                            + " "
                            + file
                            + " cannot be read (expected: readable for the user that Penstock runs as)");
        } catch (IllegalArgumentException wrong) {
            add(
                    what.equals("key") ? Reason.NO_KEY : Reason.NO_CERTIFICATE,
                    what + " " + file + " " + wrong.getMessage());
        }
        return null;
    }

    private static List<X509Certificate> certificates(byte[] file) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem block : Pem.read(file)) {
            boolean isCertificate =
                    block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE");
            if (isCertificate) {
                certificates.add(certificate(block.content()));
            }
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] encoded) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(encoded));
        } catch (CertificateException malformed) {
            throw new IllegalArgumentException(
                    "holds a malformed certificate (expected: X.509 in PEM)", malformed);
        }
    }

    private void check(List<X509Certificate> chain) {
        for (int i = 0; i < chain.size(); i++) {
            checkTime(chain.get(i), i);
            if (i > 0 && !isIssuer(chain.get(i), chain.get(i - 1))) {
                add(
                        Reason.CHAIN_BROKEN,
                        "certificate %d of %s did not sign the one before it (expected: the domain's own, then each that signed the one before)"
                                .formatted(i + 1, domain.certificate()));
            }
        }
        var covered = new CoveredHosts(chain.getFirst());
        List<String> open = domain.hosts().stream().filter(host -> !covered.has(host)).toList();
        if (!open.isEmpty()) {
            add(
                    Reason.HOSTS_NOT_COVERED,
                    "certificate "
                            + domain.certificate()
                            + " does not cover "
                            + String.join(", ", open)
                            + " (it covers: "
                            + String.join(", ", covered.names())
                            + ")");
        }
    }

    private void checkTime(X509Certificate certificate, int index) {
        Instant until = certificate.getNotAfter().toInstant();
        Instant from = certificate.getNotBefore().toInstant();
        String which =
                index == 0
                        ? "certificate " + domain.certificate()
                        : "certificate " + (index + 1) + " of " + domain.certificate();
        if (now.isAfter(until)) {
            add(Reason.EXPIRED, which + " expired at " + until + " (expected: a renewed one)");
        } else if (now.isBefore(from)) {
            add(Reason.NOT_YET_VALID, which + " is valid from " + from + " only");
        }
    }

    private static boolean isIssuer(X509Certificate issuer, X509Certificate issued) {
        try {
            issued.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}
