package penstock.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// One connection of the load.
final class Link implements AutoCloseable {
    /// Bytes of TLS read at once.
    private static final int TLS_READ = 32 * 1024;

    private final Talk talk;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Optional<TlsLayer> tls;
    private ByteBuffer pending = Talk.NOTHING;
    private int underWay;

    private Link(Talk talk, SocketChannel channel, Selector selector, Optional<TlsLayer> tls)
            throws IOException {
        this.talk = talk;
        this.channel = channel;
        this.tls = tls;
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /// Connects, and says what comes before the first request.
    static Link open(
            InetSocketAddress address, Talk talk, Selector selector, Optional<TlsLayer> tls)
            throws IOException {
        var channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(address);
        if (tls.isPresent()) {
            tls.get().shake(channel);
        }
        channel.configureBlocking(false);
        var link = new Link(talk, channel, selector, tls);
        link.write(talk.opening());
        return link;
    }

    boolean isOpen() {
        return talk.isOpen();
    }

    /// Whether it waits for an answer.
    boolean isBusy() {
        return underWay > 0;
    }

    /// Requests that may still begin.
    int room() {
        return talk.width() - underWay;
    }

    /// Begins a request.
    ///
    /// @param intended the time from which its latency counts
    void begin(long intended) throws IOException {
        underWay++;
        write(talk.request(intended));
    }

    /// Reads what there is.
    ///
    /// @param scratch for the bytes of any link
    void read(ByteBuffer scratch, Talk.Answers answers) throws IOException {
        int count =
                channel.read(scratch.clear().limit(tls.isPresent() ? TLS_READ : scratch.limit()));
        if (count < 0) {
            throw new EOFException("the proxy has closed a connection");
        }
        scratch.flip();
        if (tls.isPresent()) {
            var layer = tls.get();
            for (var plain = layer.open(scratch);
                    plain.hasRemaining();
                    plain = layer.open(scratch)) {
                read(plain, answers, this);
            }
        } else {
            read(scratch, answers, this);
        }
        write(talk.owed());
    }

    private static void read(ByteBuffer in, Talk.Answers answers, Link link) throws IOException {
        link.talk.read(
                in,
                intended -> {
                    link.underWay--;
                    answers.answered(intended);
                });
    }

    private void write(ByteBuffer plain) throws IOException {
        if (!plain.hasRemaining()) {
            return;
        }
        var bytes = tls.isPresent() ? tls.get().seal(plain) : plain;
        if (pending.hasRemaining()) {
            keep(bytes);
            return;
        }
        channel.write(bytes);
        if (bytes.hasRemaining()) {
            keep(bytes);
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    private void keep(ByteBuffer bytes) {
        var all = ByteBuffer.allocateDirect(pending.remaining() + bytes.remaining());
        pending = all.put(pending).put(bytes).flip();
    }

    /// The connection takes more.
    void writeOn() throws IOException {
        channel.write(pending);
        if (!pending.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    @Override
    public void close() throws IOException {
        key.cancel();
        channel.close();
    }
}
