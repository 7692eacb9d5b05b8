package penstock.kernel.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The Ed25519 key that signs audit checkpoints. Kept in two PEM files, the private one readable by its owner alone.
/// Give auditors the public one.
public final class AuditKey {
    private static final String PRIVATE_FILE = "audit.key";
    private static final String PUBLIC_FILE = "audit.pub";

    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private AuditKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /// Reads the key from a directory; at the first start creates both.
    ///
    /// @throws ProblemException `Unavailable` when it cannot be read, written or understood
    public static AuditKey in(Path directory) {
        var file = directory.resolve(PRIVATE_FILE);
        try {
            if (!Files.exists(file)) {
                create(directory);
            }
            var key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(decode(file)));
            return new AuditKey(key, publicKey(directory.resolve(PUBLIC_FILE)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(file, e);
        }
    }

    /// Reads a public key file, for verifying.
    public static PublicKey publicKey(Path file) {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(decode(file)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(file, e);
        }
    }

    private static ProblemException unusable(Path file, Exception cause) {
        return new ProblemException(
                new Problem.Unavailable(
                        "The audit key "
                                + file
                                + " cannot be used ("
                                + cause.getClass().getSimpleName()
                                + ": "
                                + cause.getMessage()
                                + "). Make it readable, or put it back from a backup."),
                cause);
    }

    private static void create(Path directory) throws IOException, GeneralSecurityException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        // the private key last: it is what says that a key exists
        write(directory.resolve(PUBLIC_FILE), "PUBLIC KEY", pair.getPublic().getEncoded());
        write(directory.resolve(PRIVATE_FILE), "PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    /// Whole or not at all: under another name first, then renamed.
    private static void write(Path file, String title, byte[] key) throws IOException {
        var text =
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(title, Base64.getEncoder().encodeToString(key), title);
        var part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(
                part,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, text);
        try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] decode(Path file) throws IOException {
        var lines = Files.readString(file, StandardCharsets.US_ASCII).lines();
        var text = String.join("", lines.filter(line -> !line.startsWith("-----")).toList());
        return Base64.getDecoder().decode(text);
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    byte[] sign(byte[] content) {
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the audit key cannot sign", e);
        }
    }

    static boolean isSignedBy(PublicKey key, byte[] content, byte[] signed) {
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(content);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
