package penstock.gateway.routes.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Private keys as they stand in PEM files: PKCS #8, and the forms of their own that RSA (RFC 8017) and elliptic curves (RFC 5915)
/// had before.
final class PrivateKeys {

    private static final List<String> ALGORITHMS = List.of("RSA", "EC");
    private static final String EXPECTED =
            "(expected: an RSA or EC key without a passphrase, as in BEGIN PRIVATE KEY)";

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION = {2, 1, 0};
    private static final byte[] RSA = {
        0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };
    private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private PrivateKeys() {}

    /// The first key of a file. An `IllegalArgumentException` says what is wrong with the file, and nothing of what is in it.
    static PrivateKey read(byte[] file) {
        for (Pem block : Pem.read(file)) {
            if (block.isLegacyEncrypted() || block.label().equals("ENCRYPTED PRIVATE KEY")) {
                throw new IllegalArgumentException("is encrypted " + EXPECTED);
            }
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return key(block.content());
                }
                case "RSA PRIVATE KEY" -> {
                    return key(wrapped(RSA, block.content()));
                }
                case "EC PRIVATE KEY" -> {
                    byte[] curve = curve(block.content());
                    return key(wrapped(encoded(SEQUENCE, joined(EC, curve)), block.content()));
                }
                default -> {
                    // parameters of a curve, a certificate: what else may stand in the file
                }
            }
        }
        throw new IllegalArgumentException("holds no private key " + EXPECTED);
    }

    private static PrivateKey key(byte[] pkcs8) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException another) {
                // the next one; that none fits is told below
            }
        }
        throw new IllegalArgumentException("holds a key that cannot be used " + EXPECTED);
    }

    /// PKCS #8 around an older form (RFC 5208 section 5).
    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return encoded(SEQUENCE, joined(joined(VERSION, algorithm), encoded(OCTETS, key)));
    }

    /// The name of the curve, which stands in the key behind version and number.
    private static byte[] curve(byte[] key) {
        int at = content(key, 0);
        for (int skipped = 0; skipped < 2; skipped++) {
            at = content(key, at) + length(key, at);
        }
        if (at >= key.length || (key[at] & 0xff) != PARAMETERS) {
            throw new IllegalArgumentException("holds a key that does not name its curve");
        }
        int from = content(key, at);
        return Arrays.copyOfRange(key, from, Math.min(key.length, from + length(key, at)));
    }

    private static byte[] encoded(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    /// Where the content of the element at a place begins.
    private static int content(byte[] bytes, int at) {
        int first = at(bytes, at + 1);
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] bytes, int at) {
        int first = at(bytes, at + 1);
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < Math.min(2, first & 0x7f); i++) {
            length = length << 8 | at(bytes, at + 2 + i);
        }
        return length;
    }

    private static int at(byte[] bytes, int index) {
        if (index >= bytes.length) {
            throw new IllegalArgumentException("holds a key that ends too early");
        }
        return bytes[index] & 0xff;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /// Whether the two are a pair: what one signs, the other verifies.
    static boolean isPair(PrivateKey secret, PublicKey open) {
        Optional<String> algorithm =
                Optional.ofNullable(
                        switch (secret.getAlgorithm()) {
                            case "RSA" -> "SHA256withRSA";
                            case "EC" -> "SHA256withECDSA";
                            default -> null;
                        });
        if (algorithm.isEmpty() || !secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        try {
            byte[] message = {1, 2, 3};
            var signing = Signature.getInstance(algorithm.get());
            signing.initSign(secret);
            signing.update(message);
            byte[] signature = signing.sign();
            var verifying = Signature.getInstance(algorithm.get());
            verifying.initVerify(open);
            verifying.update(message);
            return verifying.verify(signature);
        } catch (GeneralSecurityException unusable) {
            return false;
        }
    }
}
