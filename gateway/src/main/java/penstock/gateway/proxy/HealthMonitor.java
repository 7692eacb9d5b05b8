package penstock.gateway.proxy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.routes.HealthCheck;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Upstream;
import penstock.gateway.routes.tls.InstanceSockets;

/// Looks after the health of the instances in the table: one virtual thread for each that has a check.
final class HealthMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);

    private record Watch(HealthCheck check, Instance instance) {}

    private final LongSupplier nanoTime;
    private final Map<Watch, Thread> running = new HashMap<>();

    HealthMonitor(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// Starts and stops checks so that they are those of the table.
    synchronized void watch(RouteTable table, Map<String, Instance> instances) {
        Map<Watch, Thread> wanted = new HashMap<>();
        for (Watch watch : watches(table, instances)) {
            Thread known = running.remove(watch);
            if (known == null) {
                watch.instance().healthy(true, nanoTime.getAsLong());
                known =
                        Thread.ofVirtual()
                                .name("health-" + watch.instance())
                                .start(() -> look(watch));
            }
            wanted.put(watch, known);
        }
        running.values().forEach(Thread::interrupt);
        running.clear();
        running.putAll(wanted);
    }

    private static List<Watch> watches(RouteTable table, Map<String, Instance> instances) {
        List<Watch> watches = new ArrayList<>();
        for (Route route : table.routes()) {
            for (RouteVersion version : route.versions()) {
                for (Upstream upstream : version.upstreams()) {
                    Instance instance = instances.get(upstream.instanceId());
                    if (instance != null && version.health().isPresent()) {
                        watches.add(new Watch(version.health().get(), instance));
                    }
                }
            }
        }
        return watches;
    }

    private void look(Watch watch) {
        HealthCheck check = watch.check();
        InstanceSockets tls =
                watch.instance().upstream.tls().map(InstanceSockets::new).orElse(null);
        int failures = 0;
        try {
            while (true) {
                Thread.sleep(check.every());
                boolean isGood = isGood(check, watch.instance(), tls);
                failures = isGood ? 0 : failures + 1;
                if (isGood) {
                    watch.instance().heard(nanoTime.getAsLong());
                }
                if (isGood || failures == check.unhealthyAfter()) {
                    change(watch.instance(), isGood);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            watch.instance().healthy(true, nanoTime.getAsLong());
        }
    }

    private void change(Instance instance, boolean isGood) {
        if (instance.healthy(isGood, nanoTime.getAsLong())) {
            LOG.atWarn()
                    .addKeyValue("instance", instance)
                    .addKeyValue("healthy", isGood)
                    .log("health of an instance changed");
        }
    }

    private static boolean isGood(
            HealthCheck check, Instance instance, @Nullable InstanceSockets tls)
            throws InterruptedException {
        long deadline = System.nanoTime() + check.timeout().toNanos();
        try (var plain = new Socket()) {
            plain.connect(instance.address, (int) Math.max(1, check.timeout().toMillis()));
            if (tls == null) {
                return isGood(check, instance, plain, deadline);
            }
            try (var secure = tls.over(plain, "http/1.1", deadline)) {
                return isGood(check, instance, secure, deadline);
            }
        } catch (IOException failed) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return false;
        }
    }

    private static boolean isGood(
            HealthCheck check, Instance instance, Socket socket, long deadline) throws IOException {
        String request =
                "GET "
                        + check.path()
                        + " HTTP/1.1\r\nHost: "
                        + instance.upstream.host()
                        + ":"
                        + instance.upstream.port()
                        + "\r\nUser-Agent: penstock-health\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var line = new StringBuilder();
        while (line.length() < 12) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                return false;
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            int next = socket.getInputStream().read();
            if (next < 0) {
                return false;
            }
            line.append((char) next);
        }
        return line.toString().matches("HTTP/1\\.[01] [23][0-9][0-9]");
    }

    synchronized void close() {
        running.values().forEach(Thread::interrupt);
        running.clear();
    }
}
