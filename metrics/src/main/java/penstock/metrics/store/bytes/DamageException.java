package penstock.metrics.store.bytes;

/// Bytes that nobody wrote so: what holds them names the file and goes on without them.
public final class DamageException extends RuntimeException {
    public DamageException(String message) {
        super(message);
    }
}
