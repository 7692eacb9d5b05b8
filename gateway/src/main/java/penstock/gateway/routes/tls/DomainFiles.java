package penstock.gateway.routes.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.tls.Fault.Reason;

/// Reads the files of a domain and looks for everything that is wrong with them, at once.
public final class DomainFiles {

    private final Domain domain;
    private final Instant now;
    private final PemFiles files = new PemFiles();

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
        var checked = new DomainFiles(domain, now);
        checked.check(chain);
        return List.copyOf(checked.files.faults);
    }

    private Found read() {
        var chain = files.certificates("certificate", domain.certificate());
        PrivateKey key = files.key(domain.key(), chain, domain.certificate());
        var authorities =
                domain.clients().isEmpty()
                        ? List.<X509Certificate>of()
                        : files.certificates(
                                "client authorities", domain.clients().get().authorities());
        if (chain == null) {
            return found(Optional.empty(), Optional.empty());
        }
        check(chain);
        boolean isFaultless = files.faults.stream().noneMatch(fault -> fault.reason().isFatal());
        Optional<Material> material =
                key != null && authorities != null && isFaultless
                        ? Optional.of(new Material(chain, key, authorities))
                        : Optional.empty();
        return found(material, Optional.of(chain.getFirst()));
    }

    private Found found(Optional<Material> material, Optional<X509Certificate> leaf) {
        files.faults.sort(Comparator.comparing(Fault::reason));
        return new Found(material, leaf, files.faults);
    }

    private void add(Reason reason, String message) {
        files.add(reason, message);
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
