package penstock.bench.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import penstock.cli.load.Histogram;

/// The load, on the thread that calls it: one event loop for all connections. An answer that is not the expected one, or a connection
/// that ends, fails the measurement.
final class Loader implements AutoCloseable {
    private static final int SCRATCH = 256 * 1024;
    private static final long NAP_NANOS = 40_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BEHIND = Duration.ofSeconds(2);

    /// What was seen of a load in a span of time.
    ///
    /// @param answered whole answers
    /// @param latency from the moment at which each request should have begun
    record Seen(long answered, double seconds, Histogram latency) {
        double perSecond() {
            return answered / seconds;
        }
    }

    /// Called at the beginning and at the end of the span that counts.
    interface Mark {
        void at() throws IOException;
    }

    private final Selector selector;
    private final List<Link> links = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
    private final ArrayDeque<Link> idle = new ArrayDeque<>();
    private Histogram latency = new Histogram();
    private long answered;
    private long total;
    private boolean isClosed;

    private Loader(Selector selector) {
        this.selector = selector;
    }

    /// Connects. A proxy that does not speak what is asked of it makes the first request fail.
    static Loader connect(
            InetSocketAddress address,
            Workload workload,
            int connections,
            Users users,
            SSLContext context)
            throws IOException {
        var loader = new Loader(Selector.open());
        try {
            for (int i = 0; i < connections; i++) {
                Optional<TlsLayer> tls =
                        workload.entrance() == Workload.Entrance.TLS
                                ? Optional.of(new TlsLayer(context))
                                : Optional.empty();
                loader.links.add(Link.open(address, workload.talk(users), loader.selector, tls));
            }
            loader.await(() -> loader.links.stream().allMatch(Link::isOpen));
            return loader;
        } catch (IOException failed) {
            loader.close();
            throw failed;
        }
    }

    private interface Condition {
        boolean isSo();
    }

    private void await(Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.isSo()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("no answer in " + PATIENCE.toSeconds() + " s");
            }
            selector.select(this::ready, 10);
        }
    }

    private void ready(SelectionKey key) {
        var link = (Link) key.attachment();
        try {
            if (key.isReadable()) {
                link.read(
                        scratch,
                        intended -> {
                            answered++;
                            total++;
                            latency.record(System.nanoTime() - intended);
                            idle.add(link);
                        });
            }
            if (key.isValid() && key.isWritable()) {
                link.writeOn();
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    /// One request on each connection.
    void once() throws IOException {
        answered = 0;
        for (var link : links) {
            link.begin(System.nanoTime());
        }
        await(() -> answered == links.size());
        idle.clear();
    }

    /// As much as can be had: each connection asks again as soon as it has its answers.
    ///
    /// @param lead before the span that counts
    Seen most(Duration lead, Duration span, Mark begin, Mark end) throws IOException {
        idle.clear();
        for (var link : links) {
            for (int i = link.room(); i > 0; i--) {
                link.begin(System.nanoTime());
            }
        }
        asFastAsAnswered(System.nanoTime() + lead.toNanos());
        begin.at();
        long from = System.nanoTime();
        answered = 0;
        latency = new Histogram();
        asFastAsAnswered(from + span.toNanos());
        var seen = new Seen(answered, (System.nanoTime() - from) / 1e9, latency);
        end.at();
        settle();
        return seen;
    }

    private void asFastAsAnswered(long until) throws IOException {
        long now = System.nanoTime();
        while (now - until < 0) {
            selector.select(this::ready, 10);
            now = System.nanoTime();
            for (var link = idle.poll(); link != null; link = idle.poll()) {
                link.begin(now);
            }
        }
    }

    /// So many requests in each second, each at its time whatever has become of those before it. Where no connection is free a request
    /// begins late, and its latency counts all the same from its time; one that has not begun at the end counts with what it has waited.
    Seen steady(double perSecond, Duration lead, Duration span, Mark begin, Mark end)
            throws IOException {
        idle.clear();
        for (int i = links.getFirst().room(); i > 0; i--) {
            idle.addAll(links);
        }
        var schedule = new Schedule(System.nanoTime(), 1e9 / perSecond);
        long leading = schedule.count(lead);
        long total = leading + schedule.count(span);
        long sent = onTime(schedule, 0, leading);
        begin.at();
        answered = 0;
        latency = new Histogram();
        long from = System.nanoTime();
        sent = onTime(schedule, sent, total);
        long inTime = answered;
        double seconds = (System.nanoTime() - from) / 1e9;
        end.at();
        settle();
        for (long waiting = sent; waiting < total; waiting++) {
            latency.record(System.nanoTime() - schedule.at(waiting));
        }
        return new Seen(inTime, seconds, latency);
    }

    /// When each request should begin.
    private record Schedule(long start, double gap) {
        long at(long number) {
            return start + (long) (number * gap);
        }

        long count(Duration span) {
            return Math.max(1, Math.round(span.toNanos() / gap));
        }
    }

    /// Begins requests until there were so many, or until it is far behind. Naps are short, as a selector's own time is counted in
    /// milliseconds.
    ///
    /// @return how many there were
    private long onTime(Schedule schedule, long before, long total) throws IOException {
        long sent = before;
        while (sent < total) {
            long now = System.nanoTime();
            if (now - schedule.at(total) > BEHIND.toNanos()) {
                return sent;
            }
            while (sent < total && schedule.at(sent) - now <= 0 && !idle.isEmpty()) {
                idle.remove().begin(schedule.at(sent));
                sent++;
            }
            if (selector.selectNow(this::ready) == 0) {
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
        return sent;
    }

    /// All answers so far.
    long total() {
        return total;
    }

    /// Waits for what is under way.
    private void settle() throws IOException {
        await(() -> links.stream().allMatch(link -> link.isOpen() && !link.isBusy()));
    }

    @Override
    public void close() throws IOException {
        if (!isClosed) {
            isClosed = true;
            for (var link : links) {
                link.close();
            }
            selector.close();
        }
    }
}
