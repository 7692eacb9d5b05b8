package penstock.gateway.routes.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.tls.Fault.Reason;

/// Reads certificates and keys from PEM files, and keeps what is wrong with them.
final class PemFiles {

    /// Much more than any chain of certificates takes.
    private static final long MOST_BYTES = 1 << 20;

    final List<Fault> faults = new ArrayList<>();

    void add(Reason reason, String message) {
        faults.add(new Fault(reason, message));
    }

    /// Null after a fault.
    ///
    /// @param what the file is, in words
    @Nullable List<X509Certificate> certificates(String what, String file) {
        List<X509Certificate> found = content(what, file, PemFiles::certificates);
        if (found != null && found.isEmpty()) {
            add(
                    Reason.NO_CERTIFICATE,
                    what + " " + file + " holds no certificate (expected: PEM, BEGIN CERTIFICATE)");
            return null;
        }
        return found;
    }

    /// The key that belongs to the first of some certificates; null after a fault.
    ///
    /// @param chain of the other file; null when it cannot be told
    @Nullable PrivateKey key(
            String file, @Nullable List<X509Certificate> chain, String certificateFile) {
        PrivateKey key = content("key", file, PrivateKeys::read);
        if (key != null
                && chain != null
                && !PrivateKeys.isPair(key, chain.getFirst().getPublicKey())) {
            add(
                    Reason.KEY_DOES_NOT_FIT,
                    "key "
                            + file
                            + " does not belong to the first certificate of "
                            + certificateFile
                            + " (expected: the key that it was issued for)");
        }
        return key;
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
}
