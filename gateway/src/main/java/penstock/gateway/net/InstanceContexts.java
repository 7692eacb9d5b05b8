package penstock.gateway.net;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.proxy.TlsTarget;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.InstanceTls;
import penstock.gateway.routes.tls.Fault;
import penstock.gateway.routes.tls.FileStamps;
import penstock.gateway.routes.tls.InstanceFiles;

/// What is needed to speak TLS with instances in each way that there is: made from the files it names, and made anew when these change.
/// Files that are wrong do not take the place of good ones. On the loops only `select` is called.
final class InstanceContexts {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceContexts.class);

    /// How many sessions can be taken up again without a whole handshake, and for how long.
    private static final int SESSIONS = 1_000;

    private static final int SESSION_SECONDS = 3_600;

    private static final Duration LOOK = Duration.ofSeconds(2);

    /// @param context null when the files were wrong from the beginning
    /// @param looked the files as they were when they were last read
    private record Served(
            @Nullable SslContext context,
            Optional<InstanceFiles.Material> material,
            List<Fault> faults,
            FileStamps looked) {}

    private final Runnable barrier;
    private final Thread watch =
            Thread.ofVirtual().name("instance-certificates").unstarted(this::watch);
    private boolean isClosed;
    private volatile Map<TlsTarget.Way, Served> present = Map.of();

    /// @param barrier returns once what any loop was doing before is done
    InstanceContexts(Runnable barrier) {
        this.barrier = barrier;
    }

    /// On a loop. What it gives must be used before the loop does anything else, as it may be released then; null when there is
    /// none as its files cannot be used.
    @Nullable SslContext select(TlsTarget.Way way) {
        Served served = present.get(way);
        return served == null ? null : served.context;
    }

    /// Why there is none.
    String faults(TlsTarget.Way way) {
        Served served = present.get(way);
        return served == null || served.faults.isEmpty()
                ? "they were not read yet"
                : served.faults.getFirst().message();
    }

    /// There are other ways. Reads the files that were not read yet, or have changed.
    synchronized void serve(Set<TlsTarget.Way> ways) {
        if (isClosed) {
            return;
        }
        Map<TlsTarget.Way, Served> before = present;
        if (before.isEmpty() && ways.isEmpty()) {
            return;
        }
        Map<TlsTarget.Way, Served> served = new HashMap<>();
        for (TlsTarget.Way way : ways) {
            served.put(way, look(way, before.get(way)));
        }
        present = Map.copyOf(served);
        release(before);
    }

    /// From now on looks every now and then whether files have changed.
    void start() {
        watch.start();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// A mistake of ours must not be the last look.
    private synchronized void look() {
        try {
            serve(present.keySet());
        } catch (RuntimeException | Error mistake) {
            LOG.atError()
                    .setCause(mistake)
                    .log("certificates for instances could not be looked at");
        }
    }

    /// What is used no more, once no loop can be about to use it.
    private void release(Map<TlsTarget.Way, Served> before) {
        Map<TlsTarget.Way, Served> now = present;
        List<SslContext> over =
                before.entrySet().stream()
                        .filter(one -> !isSame(one.getValue(), now.get(one.getKey())))
                        .map(one -> one.getValue().context)
                        .flatMap(context -> Optional.ofNullable(context).stream())
                        .toList();
        if (!over.isEmpty()) {
            barrier.run();
            over.forEach(ReferenceCountUtil::release);
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether it is this very one
    private static boolean isSame(Served before, @Nullable Served now) {
        return now != null && now.context == before.context;
    }

    private static Served look(TlsTarget.Way way, @Nullable Served before) {
        FileStamps stamps = InstanceFiles.stamps(way.settings());
        // what is wrong may be mended without a trace in the stamps
        if (before != null && before.looked.equals(stamps) && before.faults.isEmpty()) {
            return before;
        }
        return read(way, stamps, before);
    }

    private static Served read(TlsTarget.Way way, FileStamps stamps, @Nullable Served before) {
        InstanceFiles.Found found = InstanceFiles.read(way.settings());
        List<Fault> faults = found.faults();
        if (found.material().isPresent()) {
            try {
                return taken(way, found.material(), stamps, before);
            } catch (SSLException | IllegalArgumentException refused) {
                faults =
                        List.of(
                                new Fault(
                                        Fault.Reason.NO_CERTIFICATE,
                                        "certificate and key cannot be used: "
                                                + refused.getMessage()));
            }
        }
        if (before == null || !before.faults.equals(faults)) {
            tell(way, faults, before);
        }
        return before == null
                ? new Served(null, Optional.empty(), faults, stamps)
                : new Served(before.context, before.material, faults, stamps);
    }

    private static Served taken(
            TlsTarget.Way way,
            Optional<InstanceFiles.Material> material,
            FileStamps stamps,
            @Nullable Served before)
            throws SSLException {
        if (before != null && before.material.equals(material)) {
            return new Served(before.context, material, List.of(), stamps);
        }
        SslContext context = build(way, material.orElseThrow());
        if (!way.settings().isVerified()) {
            LOG.atWarn()
                    .log(
                            "some instances are spoken to within TLS but not verified: whoever is between can read and change what is sent");
        } else if (before != null) {
            LOG.atInfo()
                    .addKeyValue("ca", way.settings().authorities().orElse(""))
                    .log("files for TLS with instances taken");
        }
        return new Served(context, material, List.of(), stamps);
    }

    private static void tell(TlsTarget.Way way, List<Fault> faults, @Nullable Served before) {
        for (Fault fault : faults) {
            LOG.atWarn()
                    .addKeyValue("fault", fault.message())
                    .addKeyValue("protocol", way.protocol())
                    .log(
                            before != null && before.context != null
                                    ? "the files are not taken; what was read before stays"
                                    : "TLS cannot be spoken with some instances");
        }
    }

    private static SslContext build(TlsTarget.Way way, InstanceFiles.Material material)
            throws SSLException {
        InstanceTls.Settings settings = way.settings();
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(
                                OpenSsl.isAvailable()
                                        ? SslProvider.OPENSSL_REFCNT
                                        : SslProvider.JDK)
                        .protocols(
                                settings.minVersion() == Domain.TlsVersion.TLS_1_3
                                        ? List.of("TLSv1.3")
                                        : List.of("TLSv1.3", "TLSv1.2"))
                        .ciphers(TlsContexts.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                        .trustManager(material.trust(settings.isVerified()))
                        // the one above looks at the name
                        .endpointIdentificationAlgorithm(null)
                        .sessionCacheSize(SESSIONS)
                        .sessionTimeout(SESSION_SECONDS)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        ApplicationProtocolConfig.Protocol.ALPN,
                                        ApplicationProtocolConfig.SelectorFailureBehavior
                                                .NO_ADVERTISE,
                                        ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                                .ACCEPT,
                                        way.protocols()));
        material.own().ifPresent(own -> builder.keyManager(own.key(), own.chain()));
        return builder.build();
    }

    /// Releases everything. No loop may use it any more.
    void close() {
        watch.interrupt();
        forget();
    }

    private synchronized void forget() {
        isClosed = true;
        Map<TlsTarget.Way, Served> before = present;
        present = Map.of();
        release(before);
    }
}
