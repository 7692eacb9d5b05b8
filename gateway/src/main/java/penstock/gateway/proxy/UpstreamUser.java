package penstock.gateway.proxy;

import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.ResponseHead;

/// Whoever has sent a request to an instance and is told what comes of it.
interface UpstreamUser {

    /// Whether the request's method was HEAD, so that the answer has no body.
    boolean answersHead();

    /// An answer before the final one.
    void onInterim(ResponseHead response) throws BadMessageException;

    /// The head of the final answer; with `isStream` its length is not known.
    void onHead(ResponseHead response, boolean isStream);

    /// Takes the data over.
    void onContent(Data content);

    /// The answer is whole.
    void onAnswered(byte[] trailers, boolean isReusable);

    /// There will be no whole answer.
    void onUpstreamFailed(Failure failure);

    void onUpstreamWritable();

    /// Everything that has come was handed over.
    void flushClient();
}
