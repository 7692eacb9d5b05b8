package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.tls.DomainFiles;
import penstock.gateway.routes.tls.Fault;

/// What is found in the files of a domain, and what is wrong with them.
final class DomainFilesTest {

    @TempDir Path folder;

    private Domain domain(String... hosts) {
        return new Domain(
                "production/shop",
                List.of(hosts),
                folder.resolve("shop.pem").toString(),
                folder.resolve("shop.key").toString(),
                Domain.TlsVersion.TLS_1_2,
                Optional.empty(),
                Domain.Secured.NO);
    }

    private DomainFiles.Found read(String... hosts) {
        return DomainFiles.read(domain(hosts), Instant.now());
    }

    private List<Fault.Reason> reasons(String... hosts) {
        return read(hosts).faults().stream().map(Fault::reason).toList();
    }

    private void key(String content) throws IOException {
        Files.writeString(folder.resolve("shop.key"), content);
    }

    private void certificate(String content) throws IOException {
        Files.writeString(folder.resolve("shop.pem"), content);
    }

    @Test
    void soundFilesHaveNoFault() throws IOException {
        Certified.of("shop.test", "*.shop.test").write(folder, "shop");

        var found = read("shop.test", "*.shop.test", "cart.shop.test", "*");

        assertThat(found.faults()).isEmpty();
        assertThat(found.material()).isPresent();
        assertThat(found.material().get()).hasToString("Material[CN=shop.test]");
    }

    @Test
    void allFaultsAreFoundAtOnce() throws IOException {
        Certified.validFor(Duration.ofDays(-2), "else.test").write(folder, "shop");
        key(Certified.of("shop.test").keyPem());

        var found = read("shop.test");

        assertThat(found.material()).isEmpty();
        assertThat(found.leaf()).isPresent();
        assertThat(found.faults())
                .extracting(Fault::reason)
                .containsExactly(
                        Fault.Reason.KEY_DOES_NOT_FIT,
                        Fault.Reason.EXPIRED,
                        Fault.Reason.HOSTS_NOT_COVERED);
        assertThat(found.faults().getLast().message())
                .isEqualTo(
                        "certificate "
                                + folder.resolve("shop.pem")
                                + " does not cover shop.test (it covers: else.test)");
    }

    @Test
    void filesThatAreMissingOrNoneAreFaultsEach() throws IOException {
        assertThat(reasons("shop.test"))
                .containsExactly(Fault.Reason.FILE_MISSING, Fault.Reason.FILE_MISSING);

        certificate("no certificate");
        Files.createDirectories(folder.resolve("shop.key"));
        assertThat(reasons("shop.test"))
                .containsExactly(Fault.Reason.FILE_UNREADABLE, Fault.Reason.NO_CERTIFICATE);
    }

    @Test
    void nothingOfWhatIsInAKeyIsTold() throws IOException {
        var certified = Certified.of("shop.test");
        certified.write(folder, "shop");
        String whole = certified.keyPem();
        for (String content :
                List.of(
                        whole.substring(0, whole.length() / 2),
                        whole.replace("BEGIN PRIVATE KEY-----\nM", "BEGIN PRIVATE KEY-----\n!"),
                        whole.replace("BEGIN PRIVATE KEY-----\nM", "BEGIN PRIVATE KEY-----\nA"),
                        whole.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
                        whole.replace("PRIVATE KEY", "EC PRIVATE KEY"),
                        whole.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
                        whole.replace("PRIVATE KEY", "DSA PRIVATE KEY"))) {
            key(content);

            var faults = read("shop.test").faults();

            assertThat(faults).extracting(Fault::reason).containsExactly(Fault.Reason.NO_KEY);
            assertThat(faults.getFirst().message())
                    .startsWith("key " + folder.resolve("shop.key") + " ")
                    .doesNotContain(whole.substring(40, 60));
        }
    }

    @Test
    void keysAreReadInTheirOlderFormsToo() throws IOException, GeneralSecurityException {
        var certified = Certified.of("shop.test");
        certified.write(folder, "shop");
        key(
                Certified.pem("EC PARAMETERS", HexFormat.of().parseHex("06082a8648ce3d030107"))
                        + Certified.pem("EC PRIVATE KEY", olderForm(certified)));
        assertThat(reasons("shop.test")).isEmpty();

        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] rsa = generator.generateKeyPair().getPrivate().getEncoded();
        key(Certified.pem("RSA PRIVATE KEY", Arrays.copyOfRange(rsa, 26, rsa.length)));
        assertThat(reasons("shop.test")).containsExactly(Fault.Reason.KEY_DOES_NOT_FIT);
    }

    /// RFC 5915: version, number, name of the curve.
    private static byte[] olderForm(Certified certified) {
        BigInteger number = ((ECPrivateKey) certified.keys().getPrivate()).getS();
        String hex = "%064x".formatted(number);
        return HexFormat.of().parseHex("3031020101" + "0420" + hex + "a00a06082a8648ce3d030107");
    }

    @Test
    void aChainIsInOrder() throws IOException {
        var authority = Certified.authority("CN=Root");
        var leaf = authority.issue("CN=shop", "shop.test");
        leaf.write(folder, "shop");

        certificate(leaf.certificatePem() + "text between\n" + authority.certificatePem());
        var inOrder = reasons("shop.test");
        certificate(leaf.certificatePem() + Certified.authority("CN=Other").certificatePem());

        assertThat(inOrder).isEmpty();
        assertThat(reasons("shop.test")).containsExactly(Fault.Reason.CHAIN_BROKEN);
    }

    @Test
    void anAsteriskStandsForOneLabel() throws IOException {
        Certified.of("*.shop.test").write(folder, "shop");

        assertThat(reasons("cart.shop.test", "*.shop.test")).isEmpty();
        assertThat(reasons("shop.test")).containsExactly(Fault.Reason.HOSTS_NOT_COVERED);
        assertThat(reasons("a.b.shop.test")).containsExactly(Fault.Reason.HOSTS_NOT_COVERED);
        assertThat(reasons("*.b.shop.test")).containsExactly(Fault.Reason.HOSTS_NOT_COVERED);
    }
}
