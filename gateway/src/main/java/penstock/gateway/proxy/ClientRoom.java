package penstock.gateway.proxy;

/// How many client connections there may be at once.
///
/// @param connections at most, as each is a file descriptor
/// @param bytes of the heap that they may take together while they wait for requests
public record ClientRoom(int connections, long bytes) {

    /// What a connection takes of the memory while it waits for a request (2,000 to 2,450 bytes were measured with 10,000 of them, of
    /// the process and not of the heap alone).
    static final int OF_ONE = 2_048;

    /// The same where TLS is spoken. What OpenSSL takes, some 10 KiB, is not of the heap.
    static final int OF_ONE_WITH_TLS = 6_144;

    /// What a connection to an instance takes more than the half of the memory that requests have counts on, where TLS is spoken.
    static final int OF_SECURE_INSTANCE = OF_ONE_WITH_TLS - OF_ONE;

    /// Even the smallest machine serves so many.
    private static final int LEAST = 32;

    public ClientRoom {
        connections = Math.max(LEAST, connections);
        bytes = Math.max((long) LEAST * OF_ONE_WITH_TLS, bytes);
    }

    /// The share of one of so many loops.
    public ClientRoom share(int loops) {
        return new ClientRoom(Math.ceilDiv(connections, loops), Math.ceilDiv(bytes, loops));
    }

    static int of(Connection connection) {
        return connection.peer().isSecure() ? OF_ONE_WITH_TLS : OF_ONE;
    }

    /// Whether one more is too many.
    boolean isFull(int open, long taken) {
        return open >= connections || taken >= bytes;
    }

    /// Whether there are still so many that a crowd has not gone.
    boolean isCrowded(int open, long taken) {
        return open > connections / 2 || taken > bytes / 2;
    }

    /// Whether even another one that is only turned away is too many.
    boolean isOverfull(int open, long taken) {
        return open >= connections + connections / 8 || taken >= bytes + bytes / 8;
    }
}
