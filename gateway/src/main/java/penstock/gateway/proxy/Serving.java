package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;

/// What serves the present request of a client, as its connection or stream sees it: an exchange with an instance, or an answer that
/// was kept.
interface Serving {

    /// Begins on an instance that was claimed already; with null there is none.
    void start(@Nullable Instance claimed);

    /// The limit of the route counts it, if there is one; or else it has too much to do, and this will end as it starts.
    void admitted(boolean isIn, @Nullable GradientLimit limit);

    // --- the request's body ---

    boolean wantsBody();

    /// Whether it is the client that keeps the request from going on.
    boolean awaitsBody();

    void sendContent(Data content);

    void sendEnd(byte[] trailers);

    void flushUpstream();

    /// The instance gives no whole answer.
    void onUpstreamFailed(Failure failure);

    // --- the client ---

    boolean isAnswerStarted();

    void onClientWritable();

    /// The client is gone.
    void abandon();

    /// What the client sends cannot be served any further.
    void refuse();

    void tick(long now);
}
