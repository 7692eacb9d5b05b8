package penstock.capabilities.services.external;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.ResolverSpec;
import penstock.model.DurationText;

/// Asks DNS servers over UDP, and over TCP when an answer does not fit. Nothing is remembered here: each question is asked anew, and each from a
/// port of its own, so that answers are hard to forge. Its thread and sockets are there from the first question on.
final class DnsNames implements Names, AutoCloseable {
    /// All servers of the machine together may take that many times as long as one.
    private static final int PATIENCE = 4;

    private static final int IP_V4 = 4;

    private final Map<Asked, DnsNameResolver> resolvers = new ConcurrentHashMap<>();
    private Optional<MultiThreadIoEventLoopGroup> loops = Optional.empty();

    /// Who is asked, and how patiently.
    private record Asked(Optional<Endpoint> server, Duration timeout) {
        String describe() {
            return server.map(found -> " (asked: " + found + ")").orElse("");
        }
    }

    @Override
    public Found<String> addresses(String name, ResolverSpec by)
            throws NameFailure, InterruptedException {
        try {
            return addresses(name, DnsRecordType.A, by);
        } catch (NameFailure e) {
            try {
                return addresses(name, DnsRecordType.AAAA, by);
            } catch (NameFailure _) {
                throw e;
            }
        }
    }

    private Found<String> addresses(String name, DnsRecordType type, ResolverSpec by)
            throws NameFailure, InterruptedException {
        return ask(
                name,
                type,
                by,
                raw -> {
                    var bytes = new byte[type.equals(DnsRecordType.A) ? IP_V4 : 4 * IP_V4];
                    raw.content().getBytes(raw.content().readerIndex(), bytes);
                    return InetAddress.getByAddress(bytes).getHostAddress();
                });
    }

    @Override
    public Found<Server> servers(String name, ResolverSpec by)
            throws NameFailure, InterruptedException {
        return ask(
                name,
                DnsRecordType.SRV,
                by,
                raw -> {
                    var content = raw.content().duplicate();
                    int priority = content.readUnsignedShort();
                    int weight = content.readUnsignedShort();
                    int port = content.readUnsignedShort();
                    var host = DefaultDnsRecordDecoder.decodeName(content);
                    var plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
                    return new Server(priority, weight, port, plain);
                });
    }

    /// Reads one record.
    private interface Reading<T> {
        T read(DnsRawRecord raw) throws UnknownHostException;
    }

    private <T> Found<T> ask(String name, DnsRecordType type, ResolverSpec by, Reading<T> reading)
            throws NameFailure, InterruptedException {
        var asked = new Asked(by.server(), by.timeout());
        var question = new DefaultDnsQuestion(asked.server().isPresent() ? name + "." : name, type);
        var answer = resolver(asked).resolveAll(question);
        if (!answer.await(asked.timeout().multipliedBy(PATIENCE).toMillis())) {
            answer.cancel(true);
            throw new NameFailure(late(name, asked));
        }
        if (!answer.isSuccess()) {
            throw new NameFailure(words(name, type, answer.cause(), asked));
        }
        List<DnsRecord> records = answer.getNow();
        try {
            return read(records, reading);
        } catch (RuntimeException | UnknownHostException _) {
            throw new NameFailure(
                    name + ": the " + type.name() + " records cannot be read" + asked.describe());
        } finally {
            records.forEach(ReferenceCountUtil::release);
        }
    }

    private static <T> Found<T> read(List<DnsRecord> records, Reading<T> reading)
            throws UnknownHostException {
        var values = new ArrayList<T>();
        long ttl = Long.MAX_VALUE;
        for (var record : records) {
            values.add(reading.read((DnsRawRecord) record));
            ttl = Math.min(ttl, record.timeToLive());
        }
        return new Found<>(
                List.copyOf(values), Duration.ofSeconds(Math.min(ttl, Integer.MAX_VALUE)));
    }

    private static String words(String name, DnsRecordType type, Throwable failure, Asked asked) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DnsNameResolverTimeoutException) {
                return late(name, asked);
            }
            if (cause instanceof DnsErrorCauseException error) {
                return name + ": " + error.getCode() + asked.describe();
            }
        }
        return name + ": no " + type.name() + " record" + asked.describe();
    }

    private static String late(String name, Asked asked) {
        return name
                + ": no answer within "
                + DurationText.format(asked.timeout())
                + asked.describe();
    }

    private DnsNameResolver resolver(Asked asked) {
        return resolvers.computeIfAbsent(asked, this::made);
    }

    private synchronized DnsNameResolver made(Asked asked) {
        if (loops.isEmpty()) {
            loops =
                    Optional.of(
                            new MultiThreadIoEventLoopGroup(
                                    1,
                                    new DefaultThreadFactory("names", true),
                                    NioIoHandler.newFactory()));
        }
        var builder =
                new DnsNameResolverBuilder(loops.get().next())
                        .datagramChannelType(NioDatagramChannel.class)
                        .socketChannelType(NioSocketChannel.class)
                        .datagramChannelStrategy(
                                DnsNameResolverChannelStrategy.ChannelPerResolution)
                        .resolveCache(NoopDnsCache.INSTANCE)
                        .cnameCache(NoopDnsCnameCache.INSTANCE)
                        .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                        .queryTimeoutMillis(asked.timeout().toMillis());
        asked.server()
                .ifPresent(
                        server ->
                                builder.nameServerProvider(
                                                new SingletonDnsServerAddressStreamProvider(
                                                        server.socketAddress()))
                                        .searchDomains(List.of())
                                        .hostsFileEntriesResolver((name, types) -> null));
        return builder.build();
    }

    @Override
    public synchronized void close() {
        resolvers.values().forEach(DnsNameResolver::close);
        loops.ifPresent(
                group -> {
                    // Long enough for questions that are given up to hear of it.
                    var _ = group.shutdownGracefully(200, 2_000, TimeUnit.MILLISECONDS);
                });
    }
}
