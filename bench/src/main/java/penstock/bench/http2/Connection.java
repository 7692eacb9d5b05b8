package penstock.bench.http2;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import penstock.gateway.http2.ErrorCode;
import penstock.gateway.http2.FrameReader;
import penstock.gateway.http2.HpackDecoder;
import penstock.gateway.http2.HpackEncoder;
import penstock.gateway.http2.Http2Exception;
import penstock.gateway.http2.PeerSettings;

/// A connection that many threads share. One thread reads, one writes, so that neither keeps the other waiting.
final class Connection implements AutoCloseable {
    /// What may come of one answer, and of all together, before it is said that more may.
    private static final int WINDOW = 1 << 20;

    private static final int ROOM = 1 << 30;
    private static final byte[] CLOSE = {};

    private final Socket socket;
    private final LinkedBlockingQueue<byte[]> outbox = new LinkedBlockingQueue<>();
    private final HpackDecoder decoder = new HpackDecoder();
    private final FrameReader frames = new FrameReader(false);

    /// Guards what follows; never held while bytes are read or written.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final HpackEncoder encoder = new HpackEncoder(true);
    private final PeerSettings settings = new PeerSettings();
    private final Map<Integer, Stream> streams = new HashMap<>();
    private int nextStream = 1;
    private long window = PeerSettings.DEFAULT_WINDOW;
    private long consumed;
    private boolean isSettled;
    private boolean isLeaving;

    /// What the other side said of its reason to go.
    private String farewell = "";

    /// @param socket that is connected and, where TLS is spoken, has agreed on `h2`
    Connection(Socket socket) {
        this.socket = socket;
        outbox.add(Frames.opening(WINDOW, ROOM));
        Thread.ofVirtual().start(this::write);
        Thread.ofVirtual().start(this::read);
    }

    /// Whether it takes one more request.
    boolean hasRoom() {
        lock.lock();
        try {
            return !isLeaving && streams.size() < settings.maxStreams();
        } finally {
            lock.unlock();
        }
    }

    /// Begins a request.
    ///
    /// @param fields in their order, names in lower case, the pseudo fields first
    /// @param isWhole whether no content follows
    /// @throws UnprocessedException when the connection takes no more
    Stream begin(List<Map.Entry<String, String>> fields, boolean isWhole, long deadline)
            throws IOException {
        lock.lock();
        try {
            if (isLeaving) {
                throw new UnprocessedException("the connection takes no more requests");
            }
            var stream = new Stream(this, nextStream, settings.initialWindow(), deadline);
            nextStream += 2;
            stream.isSent = isWhole;
            streams.put(stream.id, stream);
            encoder.begin(0);
            for (var field : fields) {
                var value = field.getValue().getBytes(StandardCharsets.ISO_8859_1);
                encoder.field(field.getKey(), value, 0, value.length);
            }
            outbox.add(Frames.headers(stream.id, encoder, isWhole));
            return stream;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the other side has said what it offers.
    void awaitSettings(long deadline) throws IOException {
        lock.lock();
        try {
            while (!isSettled && !isLeaving) {
                requireTime(changed.awaitNanos(deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private static void requireTime(long nanosLeft) throws SocketTimeoutException {
        if (nanosLeft <= 0) {
            throw new SocketTimeoutException("nothing may be sent in time");
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted", e);
    }

    /// Sends content as fast as the other side takes it; what is left when the stream has ended is dropped.
    void send(Stream stream, byte[] bytes, int from, int count, boolean isLast) throws IOException {
        int at = from;
        int end = from + count;
        do {
            lock.lock();
            try {
                while (at < end && streams.containsKey(stream.id) && room(stream) <= 0) {
                    requireTime(changed.awaitNanos(stream.deadline() - System.nanoTime()));
                }
                if (!streams.containsKey(stream.id)) {
                    return;
                }
                int size = (int) Math.min(end - at, room(stream));
                size = at == end ? 0 : size;
                window -= size;
                stream.window -= size;
                boolean isEnd = isLast && at + size == end;
                outbox.add(Frames.data(stream.id, bytes, at, size, isEnd));
                at += size;
                stream.isSent = isEnd;
                removeWhenOver(stream);
            } catch (InterruptedException e) {
                throw interrupted(e);
            } finally {
                lock.unlock();
            }
        } while (at < end);
    }

    private long room(Stream stream) {
        return Math.min(Math.min(window, stream.window), settings.maxFrame());
    }

    /// Takes the request back, unless it is over.
    void cancel(Stream stream) {
        lock.lock();
        try {
            if (streams.remove(stream.id) != null) {
                outbox.add(Frames.reset(stream.id, ErrorCode.CANCEL));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        closeWhenOver();
    }

    private void write() {
        try {
            var out = socket.getOutputStream();
            for (var bytes = outbox.take(); bytes.length > 0; bytes = outbox.take()) {
                out.write(bytes);
            }
            socket.close();
        } catch (IOException gone) {
            // Whoever reads gets to know what has become of the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            var in = socket.getInputStream();
            var block = new byte[32 * 1024];
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                take(block, count);
            }
            fail(new EOFException("the connection was closed" + farewell));
        } catch (IOException e) {
            fail(e);
        } catch (Http2Exception e) {
            fail(new IOException(e.detail(), e));
        }
    }

    private void fail(IOException why) {
        lock.lock();
        try {
            isLeaving = true;
            streams.values().forEach(stream -> stream.add(new Event.Failed(why)));
            streams.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        outbox.add(CLOSE);
    }

    private void take(byte[] block, int count) throws Http2Exception {
        var in = ByteBuffer.wrap(block, 0, count);
        for (var step = frames.next(in);
                step != FrameReader.Step.NEED_MORE;
                step = frames.next(in)) {
            lock.lock();
            try {
                take(step, block);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
        closeWhenOver();
    }

    private void take(FrameReader.Step step, byte[] block) throws Http2Exception {
        switch (step) {
            case HEADERS -> head();
            case CONTENT -> {
                int from = frames.contentFrom();
                tell(
                        new Event.Content(
                                Arrays.copyOfRange(block, from, from + frames.contentLength())));
            }
            case DATA_END -> contentEnd();
            case RST_STREAM -> reset(ErrorCode.of(frames.number(0)));
            case SETTINGS -> settings();
            case PING -> outbox.add(Frames.pingAnswer(frames.payload()));
            case GOAWAY ->
                    goAway(frames.number(0) & Integer.MAX_VALUE, ErrorCode.of(frames.number(4)));
            case WINDOW_UPDATE -> windowUpdate();
            case NEED_MORE, DATA, PRIORITY, SETTINGS_ACK, PING_ACK, UNKNOWN -> {}
        }
    }

    private void tell(Event event) {
        var stream = streams.get(frames.stream());
        if (stream != null) {
            stream.add(event);
        }
    }

    private void end() {
        tell(new Event.End());
        var stream = streams.get(frames.stream());
        if (stream != null) {
            stream.isAnswered = true;
            removeWhenOver(stream);
        }
    }

    private void removeWhenOver(Stream stream) {
        if (stream.isSent && stream.isAnswered) {
            streams.remove(stream.id);
        }
    }

    private void head() throws Http2Exception {
        var fields = new HashMap<String, String>();
        decoder.decode(
                frames.block(),
                0,
                frames.blockLength(),
                (name, nameFrom, nameTo, value, from, to) ->
                        fields.put(text(name, nameFrom, nameTo), text(value, from, to)));
        var status = fields.remove(":status");
        if (status != null) {
            tell(new Event.Head(Integer.parseInt(status), fields));
        }
        if (frames.endsStream()) {
            end();
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void contentEnd() {
        consumed += frames.length();
        if (consumed > ROOM / 2) {
            outbox.add(Frames.window(0, (int) consumed));
            consumed = 0;
        }
        if (frames.endsStream()) {
            end();
        } else if (frames.length() > 0 && streams.containsKey(frames.stream())) {
            outbox.add(Frames.window(frames.stream(), frames.length()));
        }
    }

    private void reset(ErrorCode code) {
        tell(
                new Event.Failed(
                        code == ErrorCode.REFUSED_STREAM
                                ? new UnprocessedException("the stream was refused")
                                : new IOException("the stream was reset: " + code)));
        streams.remove(frames.stream());
    }

    private void settings() throws Http2Exception {
        int before = settings.initialWindow();
        settings.read(frames);
        int more = settings.initialWindow() - before;
        streams.values().forEach(stream -> stream.window += more);
        encoder.tableSize(settings.tableSize());
        isSettled = true;
        outbox.add(Frames.settingsAnswer());
    }

    private void windowUpdate() {
        int more = frames.number(0) & Integer.MAX_VALUE;
        if (frames.stream() == 0) {
            window += more;
            return;
        }
        var stream = streams.get(frames.stream());
        if (stream != null) {
            stream.window += more;
        }
    }

    /// Nothing is done about streams above the last that the other side names.
    private void goAway(int last, ErrorCode code) {
        isLeaving = true;
        farewell = code == ErrorCode.NO_ERROR ? "" : ", which had said " + code;
        var left = streams.values().stream().filter(stream -> stream.id > last).toList();
        for (var stream : left) {
            stream.add(new Event.Failed(new UnprocessedException("the other side goes away")));
            streams.remove(stream.id);
        }
    }

    private void closeWhenOver() {
        lock.lock();
        try {
            if (isLeaving && streams.isEmpty()) {
                outbox.add(CLOSE);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more requests, and ends with those that are under way.
    void retire() {
        lock.lock();
        try {
            isLeaving = true;
        } finally {
            lock.unlock();
        }
        closeWhenOver();
    }

    @Override
    public void close() {
        outbox.add(CLOSE);
    }
}
