package penstock.capabilities.rollout;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The first bytes of a stream, which has to have them.
final class Beginning extends FilterInputStream {
    private long left;

    Beginning(InputStream in, long length) {
        super(in);
        left = length;
    }

    private int ended() throws EOFException {
        throw new EOFException("ends " + left + " bytes early");
    }

    @Override
    public int read() throws IOException {
        if (left <= 0) {
            return -1;
        }
        int read = super.read();
        left--;
        return read < 0 ? ended() : read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left <= 0) {
            return -1;
        }
        int read = super.read(bytes, offset, (int) Math.min(length, left));
        left -= Math.max(0, read);
        return read < 0 ? ended() : read;
    }
}
