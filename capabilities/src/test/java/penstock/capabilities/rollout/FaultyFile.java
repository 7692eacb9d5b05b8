package penstock.capabilities.rollout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/// A real file on a disk that is full now and then: the next write that is told to fails, after half of its bytes.
final class FaultyFile implements SeekableByteChannel {
    private final SeekableByteChannel file;
    private boolean isFull;

    FaultyFile(SeekableByteChannel file) {
        this.file = file;
    }

    void failOnce() {
        isFull = true;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (!isFull) {
            return file.write(bytes);
        }
        isFull = false;
        file.write(bytes.slice(bytes.position(), bytes.remaining() / 2));
        throw new IOException("No space left on device");
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        return file.read(bytes);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        return file.position(position);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        return file.truncate(size);
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
