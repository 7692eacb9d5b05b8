package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates whose files change while the gateway serves them.
final class TlsReloadTest {

    @TempDir Path folder;

    @Test
    void filesThatChangeUnderLoadCostNoRequest() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            gateway.serve("shop", "shop.test");
            var answered = new AtomicLong();
            var failures = new ArrayList<Throwable>();
            var isOver = new AtomicBoolean();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int requests = i % 2 == 0 ? 1 : 50;
                clients.add(
                        Thread.ofVirtual()
                                .start(() -> ask(gateway, requests, isOver, answered, failures)));
            }

            for (int i = 0; i < 8; i++) {
                long before = answered.get();
                // another host in the table each time is another table each time
                gateway.serve("other", "other" + i + ".test");
                Certified next = Certified.of("shop.test");
                next.write(folder, "shop");
                gateway.serve("another", "another" + i + ".test");
                assertThat(shown(gateway)).isEqualTo(next.certificate());
                Await.until(() -> answered.get() > before);
            }
            isOver.set(true);
            for (Thread client : clients) {
                client.join();
            }

            assertThat(failures).isEmpty();
        }
    }

    private static void ask(
            TlsRig gateway,
            int requests,
            AtomicBoolean isOver,
            AtomicLong answered,
            List<Throwable> failures) {
        while (!isOver.get()) {
            try (var client = gateway.client("shop.test").connect()) {
                for (int i = 0; i < requests; i++) {
                    assertThat(client.get("/").body()).isEqualTo("hello");
                    answered.incrementAndGet();
                    LockSupport.parkNanos(2_000_000);
                }
            } catch (IOException | AssertionError failed) {
                synchronized (failures) {
                    failures.add(failed);
                }
            }
        }
    }

    private static X509Certificate shown(TlsRig gateway) throws IOException {
        return gateway.client("shop.test").shown();
    }

    @Test
    void filesAreTakenWithoutATableOnceTheyAreWholeAndBelongTogether() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            var first = gateway.serve("shop", "shop.test");
            var next = Certified.of("shop.test");
            String whole = next.certificatePem();

            Files.writeString(folder.resolve("shop.pem"), whole.substring(0, whole.length() / 2));
            gateway.serve("a", "a.test");
            X509Certificate whileHalf = shown(gateway);
            Files.writeString(folder.resolve("shop.pem"), whole);
            gateway.serve("b", "b.test");
            X509Certificate withOldKey = shown(gateway);
            Files.delete(folder.resolve("shop.key"));
            gateway.serve("c", "c.test");
            X509Certificate withoutKey = shown(gateway);
            Files.writeString(folder.resolve("shop.key"), next.keyPem());

            assertThat(whileHalf).isEqualTo(first.certificate());
            assertThat(withOldKey).isEqualTo(first.certificate());
            assertThat(withoutKey).isEqualTo(first.certificate());
            Await.until(() -> isShown(gateway, next));
        }
    }

    private static boolean isShown(TlsRig gateway, Certified expected) {
        try {
            return shown(gateway).equals(expected.certificate());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void whoStartsWhileTheFilesAreReplacedWaitsUntilBothAreThere() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            Certified.of("shop.test").write(folder, "shop");
            var next = Certified.of("shop.test");
            Files.writeString(folder.resolve("shop.key"), next.keyPem());

            var starting =
                    Thread.ofPlatform()
                            .start(() -> gateway.serve(gateway.domain("shop", "shop.test")));
            Await.until(
                    () -> starting.getState() == Thread.State.TIMED_WAITING || !starting.isAlive());
            Files.writeString(folder.resolve("shop.pem"), next.certificatePem());
            starting.join();

            assertThat(shown(gateway)).isEqualTo(next.certificate());
        }
    }

    @Test
    void aGoodCertificateIsNotReplacedByAnExpiredOneOrOneForOthers() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            var good = gateway.serve("shop", "shop.test");

            Certified.validFor(Duration.ofDays(-1), "shop.test").write(folder, "shop");
            gateway.serve("a", "a.test");
            X509Certificate besideExpired = shown(gateway);
            Certified.of("else.test").write(folder, "shop");
            gateway.serve("b", "b.test");
            X509Certificate besideOther = shown(gateway);

            assertThat(besideExpired).isEqualTo(good.certificate());
            assertThat(besideOther).isEqualTo(good.certificate());
        }
    }

    @Test
    void anExpiredCertificateIsBetterThanNone() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway = new TlsRig(folder, shop)) {
            var expired = Certified.validFor(Duration.ofDays(-1), "shop.test");
            expired.write(folder, "shop");
            gateway.serve(gateway.domain("shop", "shop.test"));

            assertThat(shown(gateway)).isEqualTo(expired.certificate());
        }
    }
}
