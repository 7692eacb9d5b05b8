package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http2.Http2Exception;

/// What an HTTP/2 connection is used for: requests of a client, or requests to an instance.
interface Http2Side {

    /// A field block begins a stream that is not open; null when there is to be none.
    @Nullable Http2Flow open(int stream, boolean isSelfDependent) throws Http2Exception;

    /// The other side has said what it allows.
    void onSettings();

    void onPingAnswered();

    /// The other side takes no more streams, and nothing was done for those after `last`.
    void onGoAway(int last);

    /// A stream of ours is over.
    void onStreamClosed(Http2Flow flow);

    /// The other side ended a stream before its time; false when it does so too often.
    boolean mayReset();

    /// The other side will send no more.
    void onInputEnd();

    /// The other side broke the rules, with a stream or the whole connection.
    void onWrong(String why);

    /// The last word was written; what still comes is thrown away.
    void onFailed();

    /// Nothing works any more. Comes once, last.
    void onLinkClosed();
}
