package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;

/// What carries a request to an instance and the answer back.
interface UpstreamCall {

    /// The next request is that of `user`, who is told what comes of it.
    void use(UpstreamUser user);

    /// Nothing of the request was seen by anyone: the connection was a kept one that ended before a byte of an answer.
    boolean wasStale();

    /// The instance itself said that it has done nothing about the request, so any may be sent anew.
    boolean wasUnprocessed();

    /// Whether the instance is ready to take more.
    boolean isWritable();

    /// The head, and what has come of the body; with `isWhole` that was all.
    ///
    /// @param filtering null when nothing is done to the head
    void send(
            RequestHead request,
            Way way,
            byte[] requestId,
            KeptBody body,
            boolean isWhole,
            @Nullable Filtering filtering);

    /// A whole request that was written before, with its body.
    void send(byte[] head, KeptBody body, boolean isChunked);

    /// Takes the data over.
    void content(Data content);

    /// The body is whole.
    void end(byte[] trailers);

    void flush();

    /// Whether the answer is read on, or the instance feels that the client does not take more.
    void reading(boolean isOn);

    /// The protocol was changed: from now on bytes pass as they are.
    Tunnel tunnel(Tunnel.Owner owner, Connection client, boolean isWebSocket);

    /// Hands it back, for use by others when it can be used again.
    void release(boolean isReusable);

    void close();
}
