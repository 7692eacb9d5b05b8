package penstock.metrics.scrape;

/// What a target answered. Its memory counts as used until it is closed.
///
/// @param bytes the content, unpacked, up to `length`
record Body(byte[] bytes, int length, String contentType, BodyMemory.Lease lease)
        implements AutoCloseable {
    @Override
    public void close() {
        lease.close();
    }
}
