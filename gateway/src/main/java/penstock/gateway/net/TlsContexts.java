package penstock.gateway.net;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.Domains;
import penstock.gateway.routes.tls.DomainFiles;
import penstock.gateway.routes.tls.Fault;
import penstock.gateway.routes.tls.FileStamps;

/// What is needed to speak TLS for each domain: made from the files it names, and made anew when these change.
///
/// Files that are wrong do not take the place of good ones: the domain is served with what it had, and it is told what is wrong.
/// With native OpenSSL (BoringSSL) where it can be loaded, with that of Java elsewhere. On the loops only `select` is called.
final class TlsContexts {

    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    /// With forward secrecy and authenticated encryption only (RFC 9325 section 4.2); those of TLS 1.3 first.
    static final List<String> CIPHERS =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /// How many sessions of a domain can be taken up again without a whole handshake, and for how long.
    private static final int SESSIONS = 1_000;

    private static final Duration LOOK = Duration.ofSeconds(2);

    /// While a domain cannot be served.
    private static final Duration LOOK_SOON = Duration.ofMillis(100);

    /// What a gateway that starts waits for files that do not belong together: they may just be being replaced.
    private static final int FIRST_LOOKS = 10;

    private static final int SESSION_SECONDS = 3_600;

    /// What to go on with for a host.
    sealed interface Context {

        record Ready(Domain domain, SslContext ssl) implements Context {}

        /// No domain has the host.
        record Unknown() implements Context {}

        /// The files of the domain were wrong from the beginning.
        record Broken() implements Context {}
    }

    private static final Context UNKNOWN = new Context.Unknown();
    private static final Context BROKEN = new Context.Broken();

    /// @param context `Ready` or `Broken`
    /// @param material what it was made from
    /// @param looked the files as they were when they were last read
    private record Served(
            Domain domain,
            Context context,
            Optional<DomainFiles.Material> material,
            List<Fault> faults,
            FileStamps looked) {}

    private record Present(Domains domains, Map<String, Served> served) {}

    private final InstantSource clock;
    private final List<String> protocols;
    private final Runnable barrier;
    private final Thread watch = Thread.ofVirtual().name("certificates").unstarted(this::watch);
    private boolean isClosed;
    private boolean hasServed;
    private volatile Present present = new Present(Domains.NONE, Map.of());

    /// @param protocols what is spoken inside, the favourite first (RFC 7301)
    /// @param barrier returns once what any loop was doing before is done
    TlsContexts(InstantSource clock, List<String> protocols, Runnable barrier) {
        this.clock = clock;
        this.protocols = List.copyOf(protocols);
        this.barrier = barrier;
    }

    /// On a loop. What it gives must be used before the loop does anything else, as it may be released then.
    Context select(String host) {
        Present current = present;
        Domain domain = current.domains.of(host);
        Served served = domain == null ? null : current.served.get(domain.id());
        return served == null ? UNKNOWN : served.context;
    }

    private boolean isAnyBroken() {
        return present.served.values().stream().anyMatch(one -> one.context.equals(BROKEN));
    }

    /// There are other domains. Reads the files that were not read yet, or have changed.
    synchronized void serve(Domains domains) {
        boolean isFirst = !hasServed && !domains.all().isEmpty();
        hasServed |= isFirst;
        renew(domains);
        for (int looks = 1; isFirst && looks < FIRST_LOOKS && isAnyChanging(); looks++) {
            LockSupport.parkNanos(LOOK_SOON.toNanos());
            renew(domains);
        }
    }

    /// Whether only one of two files may be the new one.
    private boolean isAnyChanging() {
        return present.served.values().stream()
                .filter(one -> one.context.equals(BROKEN))
                .flatMap(one -> one.faults.stream())
                .anyMatch(fault -> fault.reason() == Fault.Reason.KEY_DOES_NOT_FIT);
    }

    private void renew(Domains domains) {
        if (isClosed) {
            return;
        }
        Present before = present;
        Map<String, Served> served = new HashMap<>();
        for (Domain domain : domains.all()) {
            served.put(
                    domain.id(), look(domain, Optional.ofNullable(before.served.get(domain.id()))));
        }
        present = new Present(domains, Map.copyOf(served));
        release(before, present);
    }

    /// From now on looks every now and then whether files have changed.
    void start() {
        watch.start();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(isAnyBroken() ? LOOK_SOON : LOOK);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// A mistake of ours must not be the last look.
    private synchronized void look() {
        try {
            renew(present.domains);
        } catch (RuntimeException | Error mistake) {
            LOG.atError().setCause(mistake).log("certificates could not be looked at");
        }
    }

    private static boolean isSame(Served before, Served now) {
        return before.context.equals(now.context);
    }

    /// Once no loop can be about to use them.
    private void release(Present before, Present now) {
        List<SslContext> over = new ArrayList<>();
        for (Served one : before.served.values()) {
            Served next = now.served.get(one.domain.id());
            boolean isOver = next == null || !isSame(one, next);
            if (isOver && one.context instanceof Context.Ready ready) {
                over.add(ready.ssl());
            }
        }
        if (!over.isEmpty()) {
            barrier.run();
            over.forEach(ReferenceCountUtil::release);
        }
    }

    private Served look(Domain domain, Optional<Served> before) {
        FileStamps stamps = FileStamps.of(domain);
        // what is wrong may be mended without a trace in the stamps, by other permissions for
        // example, or by time
        boolean isUnchanged =
                before.isPresent()
                        && before.get().domain.equals(domain)
                        && before.get().looked.equals(stamps)
                        && before.get().faults.isEmpty();
        return isUnchanged ? before.get() : read(domain, stamps, before);
    }

    private Served read(Domain domain, FileStamps stamps, Optional<Served> before) {
        DomainFiles.Found found = DomainFiles.read(domain, clock.instant());
        Optional<DomainFiles.Material> kept = before.flatMap(old -> kept(domain, old));
        boolean isBetter =
                found.material().isPresent()
                        && (kept.isEmpty()
                                || found.faults().isEmpty()
                                || isFaulty(domain, kept.get()));
        Optional<DomainFiles.Material> taken = isBetter ? found.material() : kept;
        Served served;
        try {
            Context context = taken.isPresent() ? context(domain, taken.get(), before) : BROKEN;
            served = new Served(domain, context, taken, found.faults(), stamps);
        } catch (SSLException | IllegalArgumentException refused) {
            var fault =
                    new Fault(
                            Fault.Reason.NO_CERTIFICATE,
                            "certificate and key cannot be used: " + refused.getMessage());
            Context context =
                    before.filter(old -> kept.isPresent()).map(Served::context).orElse(BROKEN);
            served = new Served(domain, context, kept, List.of(fault), stamps);
        }
        tell(served, isBetter, before);
        return served;
    }

    /// What it has already, unless that tells nothing of whose clients are let in now.
    private static Optional<DomainFiles.Material> kept(Domain domain, Served old) {
        boolean isSameClients =
                domain.clients().isEmpty() || domain.clients().equals(old.domain.clients());
        return old.material().filter(_ -> isSameClients);
    }

    /// Whether what it has would be complained about too by now.
    private boolean isFaulty(Domain domain, DomainFiles.Material kept) {
        return !DomainFiles.check(domain, kept.chain(), clock.instant()).isEmpty();
    }

    private Context context(Domain domain, DomainFiles.Material material, Optional<Served> before)
            throws SSLException {
        boolean isThere =
                before.isPresent()
                        && before.get().domain.equals(domain)
                        && before.get().material.equals(Optional.of(material));
        return isThere ? before.get().context : new Context.Ready(domain, build(domain, material));
    }

    private SslContext build(Domain domain, DomainFiles.Material material) throws SSLException {
        SslContext trial = builder(domain, material).build();
        try {
            TlsTrial.of(trial);
        } finally {
            ReferenceCountUtil.release(trial);
        }
        var builder = builder(domain, material);
        if (domain.clients().isPresent()) {
            boolean isRequired = domain.clients().get().isRequired();
            builder.trustManager(material.authorities())
                    .clientAuth(isRequired ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
        }
        return builder.build();
    }

    private SslContextBuilder builder(Domain domain, DomainFiles.Material material) {
        boolean isNative = OpenSsl.isAvailable();
        return SslContextBuilder.forServer(material.key(), material.chain())
                .sslProvider(isNative ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols(
                        domain.minVersion() == Domain.TlsVersion.TLS_1_3
                                ? List.of("TLSv1.3")
                                : List.of("TLSv1.3", "TLSv1.2"))
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .sessionCacheSize(SESSIONS)
                .sessionTimeout(SESSION_SECONDS)
                .applicationProtocolConfig(
                        new ApplicationProtocolConfig(
                                ApplicationProtocolConfig.Protocol.ALPN,
                                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                                protocols));
    }

    private static void tell(Served served, boolean isTaken, Optional<Served> before) {
        boolean isOther = before.isEmpty() || !isSame(before.get(), served);
        if (!isOther && before.get().faults.equals(served.faults)) {
            return;
        }
        if (isOther && isTaken && served.material.isPresent()) {
            Instant until = served.material.get().chain().getFirst().getNotAfter().toInstant();
            LOG.atInfo()
                    .addKeyValue("domain", served.domain.id())
                    .addKeyValue("validUntil", until)
                    .log("certificate taken");
        }
        for (Fault fault : served.faults) {
            LOG.atWarn()
                    .addKeyValue("domain", served.domain.id())
                    .addKeyValue("fault", fault.message())
                    .log(
                            isTaken
                                    ? "the certificate is used though something is wrong with it"
                                    : served.context instanceof Context.Ready
                                            ? "the files are not taken; the certificate of before stays"
                                            : "the domain cannot be served");
        }
    }

    /// Releases everything. No loop may use it any more.
    void close() {
        watch.interrupt();
        forget();
    }

    private synchronized void forget() {
        isClosed = true;
        Present before = present;
        present = new Present(Domains.NONE, Map.of());
        release(before, present);
    }
}
