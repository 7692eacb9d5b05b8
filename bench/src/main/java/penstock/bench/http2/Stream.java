package penstock.bench.http2;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One request on a connection, as the thread sees it that waits for its answer.
final class Stream {
    final int id;
    private final Connection connection;
    private final long deadline;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /// What may be sent, in bytes; guarded by the connection, as are the next two.
    long window;

    /// Whether nothing more will be sent.
    boolean isSent;

    /// Whether nothing more will come.
    boolean isAnswered;

    private byte[] rest = {};
    private int restFrom;
    private boolean isEnded;

    /// @param deadline of everything, in terms of [System#nanoTime]
    Stream(Connection connection, int id, long window, long deadline) {
        this.connection = connection;
        this.id = id;
        this.window = window;
        this.deadline = deadline;
    }

    void add(Event event) {
        events.add(event);
    }

    long deadline() {
        return deadline;
    }

    /// The next event.
    ///
    /// @throws SocketTimeoutException when none comes in time; the stream is given up then
    /// @throws UnprocessedException when nothing has been done about the request
    Event next() throws IOException {
        try {
            var event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event instanceof Event.Failed(var why)) {
                throw why;
            }
            if (event == null) {
                connection.cancel(this);
                throw new SocketTimeoutException("no complete answer in time");
            }
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// The content that comes, as bytes; after the head of the answer.
    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                while (most > 0 && restFrom == rest.length) {
                    if (isEnded) {
                        return -1;
                    }
                    switch (next()) {
                        case Event.Content(var bytes) -> {
                            rest = bytes;
                            restFrom = 0;
                        }
                        case Event.End() -> isEnded = true;
                        case Event.Head _, Event.Failed _ ->
                                throw new IOException("a head within the content");
                    }
                }
                int count = Math.min(most, rest.length - restFrom);
                System.arraycopy(rest, restFrom, into, from, count);
                restFrom += count;
                return count;
            }
        };
    }

    /// Takes content that goes to the other side, each write as a frame or several.
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                connection.send(Stream.this, bytes, from, count, false);
            }
        };
    }
}
