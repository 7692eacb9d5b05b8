package penstock.gateway.proxy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.routes.InstanceTls;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.TlsCount;
import penstock.gateway.routes.TlsFault;
import penstock.gateway.routes.Upstream;
import penstock.gateway.routes.tls.Diagnosis;

/// An instance with which TLS is spoken: how, and how often it failed. Used by all loops.
public final class TlsTarget {

    /// Its name where protocols are agreed on (RFC 9113 section 3.2).
    public static final String HTTP_2 = "h2";

    private static final Logger LOG = LoggerFactory.getLogger(TlsTarget.class);
    private static final String HTTP_1_1 = "http/1.1";

    /// The same fault of the same instance is not told again before.
    private static final long QUIET_NANOS = 60_000_000_000L;

    /// What instances may have in common.
    public record Way(InstanceTls.Settings settings, Protocol protocol) {

        /// What is offered, the favourite first.
        public List<String> protocols() {
            return switch (protocol) {
                case HTTP_1_1 -> List.of(HTTP_1_1);
                case HTTP_2 -> List.of(HTTP_2);
                case AUTO -> List.of(HTTP_2, HTTP_1_1);
            };
        }

        /// Whether it will do that this was agreed on, or nothing when it is empty.
        public boolean takes(String agreed) {
            return protocol != Protocol.HTTP_2 || agreed.equals(HTTP_2);
        }
    }

    private final String instanceId;
    private final String serverName;
    private final Way way;
    private final Map<TlsFault, Counted> counts = new EnumMap<>(TlsFault.class);

    private static final class Counted {
        private final AtomicLong since = new AtomicLong();

        /// When it was told last; 0 for never.
        private final AtomicLong told = new AtomicLong();
    }

    TlsTarget(Upstream upstream, InstanceTls words) {
        instanceId = upstream.instanceId();
        serverName = words.serverName();
        way = new Way(words.settings(), upstream.protocol());
        for (TlsFault fault : TlsFault.values()) {
            counts.put(fault, new Counted());
        }
    }

    /// What its certificate has to be for.
    public String serverName() {
        return serverName;
    }

    public Way way() {
        return way;
    }

    /// TLS with it did not come about.
    public void failed(Diagnosis why) {
        Counted counted = counts.get(why.fault());
        if (counted == null) {
            return;
        }
        counted.since.incrementAndGet();
        long now = System.nanoTime() | 1;
        long last = counted.told.get();
        boolean isNews = last == 0 || now - last > QUIET_NANOS;
        if (isNews && counted.told.compareAndSet(last, now)) {
            LOG.atWarn()
                    .addKeyValue("instance", instanceId)
                    .addKeyValue("serverName", serverName)
                    .addKeyValue("fault", why.fault().text())
                    .addKeyValue("reason", why.words())
                    .log("TLS with an instance failed; told again after a minute");
        }
    }

    /// Takes the counts of a version away.
    static List<TlsCount> take(Arm arm) {
        Map<TlsFault, Long> sums = new EnumMap<>(TlsFault.class);
        for (Instance instance : arm.instances) {
            if (instance.tls != null) {
                instance.tls.take(sums);
            }
        }
        return sums.entrySet().stream()
                .map(
                        sum ->
                                new TlsCount(
                                        arm.stats.routeId,
                                        arm.stats.versionId,
                                        sum.getKey(),
                                        sum.getValue()))
                .toList();
    }

    private void take(Map<TlsFault, Long> sums) {
        counts.forEach(
                (fault, counted) -> {
                    long since = counted.since.getAndSet(0);
                    if (since > 0) {
                        sums.merge(fault, since, Long::sum);
                    }
                });
    }
}
