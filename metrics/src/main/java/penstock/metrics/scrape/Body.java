package penstock.metrics.scrape;

/// What a target answered, unpacked. Its memory counts as used until it is closed.
final class Body implements AutoCloseable {
    private final byte[] bytes;
    private final int length;
    private final String contentType;
    private final BodyMemory.Lease lease;

    Body(byte[] bytes, int length, String contentType, BodyMemory.Lease lease) {
        this.bytes = bytes;
        this.length = length;
        this.contentType = contentType;
        this.lease = lease;
    }

    /// The content, up to [#length].
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    String contentType() {
        return contentType;
    }

    @Override
    public void close() {
        lease.close();
    }
}
