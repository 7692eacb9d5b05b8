package penstock.server.api;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A stream that is opened when it is first read: a client that waits for `100 Continue` only sends a body somebody wants.
final class LazyInput extends InputStream {
    interface Source {
        InputStream open() throws IOException;
    }

    private final Source source;
    private @Nullable InputStream opened;

    LazyInput(Source source) {
        this.source = source;
    }

    private InputStream stream() throws IOException {
        var stream = opened;
        if (stream == null) {
            stream = source.open();
            opened = stream;
        }
        return stream;
    }

    @Override
    public int read() throws IOException {
        return stream().read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return stream().read(bytes, offset, length);
    }
}
