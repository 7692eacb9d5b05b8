package penstock.server.api;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A body that is opened when it is first read: a client that waits for `100 Continue` only sends one that somebody wants. It knows
/// whether it was read to its end.
final class LazyInput extends InputStream {
    interface Source {
        InputStream open() throws IOException;
    }

    private final Source source;
    private final long announced;
    private @Nullable InputStream opened;
    private long seen;
    private boolean isAtEnd;

    /// @param announced its length in bytes; -1 when the client did not tell
    LazyInput(Source source, long announced) {
        this.source = source;
        this.announced = announced;
    }

    private InputStream stream() throws IOException {
        var stream = opened;
        if (stream == null) {
            stream = source.open();
            opened = stream;
        }
        return stream;
    }

    private int passed(int count) {
        isAtEnd |= count < 0;
        seen += Math.max(0, count);
        return count;
    }

    boolean isWhole() {
        return isAtEnd || (announced >= 0 && seen >= announced);
    }

    @Override
    public int available() throws IOException {
        return stream().available();
    }

    @Override
    public int read() throws IOException {
        int read = stream().read();
        passed(read < 0 ? -1 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return passed(stream().read(bytes, offset, length));
    }
}
