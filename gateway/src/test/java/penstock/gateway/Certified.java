package penstock.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/// A certificate with its key, made by the test: X.509 written out (RFC 5280), as Java reads certificates but makes none.
record Certified(X509Certificate certificate, KeyPair keys) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA_SHA256 = bytes("300a06082a8648ce3d040302");
    private static final byte[] ALTERNATIVE_NAMES = bytes("0603551d11");
    private static final byte[] BASIC_CONSTRAINTS = bytes("0603551d13");

    /// Valid from yesterday for 90 days, by itself, for some hosts.
    static Certified of(String... hosts) {
        return validFor(Duration.ofDays(90), hosts);
    }

    /// Valid from 100 days ago.
    static Certified validFor(Duration left, String... hosts) {
        Instant now = Instant.now();
        KeyPair keys = freshKeys();
        String name = "CN=" + hosts[0].replace("*", "any");
        return new Certified(
                signed(new Wanted(name, keys, List.of(hosts), false, now.plus(left)), name, keys),
                keys);
    }

    static Certified authority(String name) {
        KeyPair keys = freshKeys();
        var wanted =
                new Wanted(name, keys, List.of(), true, Instant.now().plus(Duration.ofDays(90)));
        return new Certified(signed(wanted, name, keys), keys);
    }

    /// Another one that this authority signs.
    Certified issue(String name, String... hosts) {
        KeyPair own = freshKeys();
        var wanted =
                new Wanted(
                        name, own, List.of(hosts), false, Instant.now().plus(Duration.ofDays(90)));
        String issuer = certificate.getSubjectX500Principal().getName();
        return new Certified(signed(wanted, issuer, keys), own);
    }

    /// One that is over by now.
    Certified issueExpired(String name, String... hosts) {
        KeyPair own = freshKeys();
        var wanted =
                new Wanted(
                        name, own, List.of(hosts), false, Instant.now().minus(Duration.ofDays(1)));
        String issuer = certificate.getSubjectX500Principal().getName();
        return new Certified(signed(wanted, issuer, keys), own);
    }

    private record Wanted(
            String name, KeyPair keys, List<String> hosts, boolean isAuthority, Instant until) {}

    private static KeyPair freshKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509Certificate signed(Wanted wanted, String issuer, KeyPair by) {
        try {
            Instant from = Instant.now().minus(Duration.ofDays(100));
            byte[] body =
                    sequence(
                            element(0xa0, element(2, new byte[] {2})),
                            element(2, new BigInteger(63, new java.util.Random()).toByteArray()),
                            ECDSA_SHA256,
                            new X500Principal(issuer).getEncoded(),
                            sequence(time(from), time(wanted.until())),
                            new X500Principal(wanted.name()).getEncoded(),
                            wanted.keys().getPublic().getEncoded(),
                            element(0xa3, sequence(extension(wanted))));
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(by.getPrivate());
            signature.update(body);
            byte[] bits = joined(new byte[] {0}, signature.sign());
            byte[] whole = sequence(body, ECDSA_SHA256, element(3, bits));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] extension(Wanted wanted) {
        if (wanted.isAuthority()) {
            return sequence(BASIC_CONSTRAINTS, element(4, sequence(bytes("0101ff"))));
        }
        List<byte[]> names = new ArrayList<>();
        for (String host : wanted.hosts()) {
            names.add(
                    host.matches("[0-9.]+")
                            ? element(0x87, InetAddress.ofLiteral(host).getAddress())
                            : element(0x82, host.getBytes(StandardCharsets.US_ASCII)));
        }
        return sequence(ALTERNATIVE_NAMES, element(4, sequence(names.toArray(byte[][]::new))));
    }

    private static byte[] time(Instant at) {
        return element(0x17, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sequence(byte[]... parts) {
        return element(0x30, joined(parts));
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte low = (byte) length;
        if (length < 0x80) {
            return joined(new byte[] {(byte) tag, low}, content);
        }
        return length < 0x100
                ? joined(new byte[] {(byte) tag, (byte) 0x81, low}, content)
                : joined(new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), low}, content);
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }

    String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String keyPem() {
        return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    static String pem(String label, byte[] content) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END "
                + label
                + "-----\n";
    }

    /// Writes `NAME.pem` and `NAME.key`, each in one step.
    void write(Path folder, String name) throws IOException {
        replace(folder.resolve(name + ".key"), keyPem());
        replace(folder.resolve(name + ".pem"), certificatePem());
    }

    static void replace(Path file, String content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, content);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
