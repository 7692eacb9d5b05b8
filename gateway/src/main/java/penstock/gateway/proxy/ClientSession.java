package penstock.gateway.proxy;

/// A client's connection as the loop sees it, whatever is spoken on it.
interface ClientSession {

    /// Looks for what has taken too long.
    void tick(long now);

    /// How long it has been waiting for a request to begin; negative when it does not wait.
    long idleFor(long now);

    /// Answers before anything was asked: there is no room for this connection.
    void turnAway();

    /// Closes without a word.
    void cut();

    /// Whether the connection is closed, or another session has it.
    boolean isClosed();
}
