package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.net.Transport;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.Domains;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.Split;

/// A gateway that is replaced while clients speak TLS with it. Linux only.
final class TlsUpgradeTest {

    @TempDir Path folder;

    private RouteTable table(RawUpstream shop) throws IOException {
        Certified.of("shop.test").write(folder, "shop");
        var domain =
                new Domain(
                        "production/shop",
                        List.of("shop.test"),
                        folder.resolve("shop.pem").toString(),
                        folder.resolve("shop.key").toString(),
                        Domain.TlsVersion.TLS_1_2,
                        Optional.empty(),
                        Domain.Secured.NO);
        var route = GatewayRig.route(Split.all(GatewayRig.version("v1", shop)));
        return new RouteTable(1, List.of(route)).with(new Domains(List.of(domain)));
    }

    @Test
    void aReplacementCostsNoRequestWhateverTheTransport() throws Exception {
        if (!Guard.isSupported()) {
            return;
        }
        try (var shop = RawUpstream.answering(200, "hello");
                var gateway =
                        new GuardedGateway(folder.resolve("data"), "--tls-listen", "127.0.0.1:0")) {
            gateway.control.publish(table(shop));
            var client = TlsClient.to(gateway.addresses().getLast(), "shop.test");
            Await.until(() -> client.refusal().isEmpty());
            var failures = new ConcurrentLinkedQueue<String>();
            var answered = new AtomicLong();
            var isOver = new AtomicBoolean();
            List<Thread> clients = new ArrayList<>();
            for (int each : new int[] {1, 1_000}) {
                clients.add(
                        Thread.ofVirtual()
                                .start(() -> ask(client, each, isOver, answered, failures)));
            }

            for (String transport : transports()) {
                long before = answered.get();
                gateway.commandForRestart(
                        gateway.command("--tls-listen", "127.0.0.1:0", "--transport", transport));
                gateway.handOver();
                Await.until(() -> answered.get() > before + 20);
            }
            isOver.set(true);
            for (Thread thread : clients) {
                thread.join();
            }

            assertThat(failures).isEmpty();
        }
    }

    private static List<String> transports() {
        return Transport.IO_URING.isAvailable() ? List.of("io_uring", "auto") : List.of("auto");
    }

    /// A new connection after so many requests, or when the gateway says that it will close this one.
    private static void ask(
            TlsClient client,
            int requests,
            AtomicBoolean isOver,
            AtomicLong answered,
            ConcurrentLinkedQueue<String> failures) {
        while (!isOver.get()) {
            try (var connection = client.connect()) {
                boolean isKept = true;
                for (int i = 0; i < requests && isKept && !isOver.get(); i++) {
                    var answer = connection.get("/");
                    if (!answer.body().equals("hello")) {
                        failures.add(answer.toString());
                    }
                    answered.incrementAndGet();
                    // leaves the processor to the gateway that starts
                    LockSupport.parkNanos(5_000_000);
                    isKept = !answer.header("Connection").equals("close");
                }
            } catch (IOException lost) {
                failures.add(lost.toString());
            }
        }
    }
}
