package penstock.gateway.proxy;

import java.nio.ByteBuffer;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.BodyDecoder;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.Trailers;

/// The body of the request under way: how much of it has come, whether that is too much, and whether it comes too slowly.
final class RequestBody {

    private static final double NANOS = 1e9;

    private final ClientRules rules;
    private final BodyDecoder decoder = new BodyDecoder();
    private long most;
    private long bytes;
    private byte[] streamTrailers = Trailers.NONE;
    private boolean isPassedOn;
    private boolean isAwaited;
    private long awaitedSince;
    private long waited;

    RequestBody(ClientRules rules) {
        this.rules = rules;
    }

    void start(RequestHead request) {
        bytes = 0;
        isPassedOn = false;
        isAwaited = false;
        waited = 0;
        request.startBody(decoder);
    }

    /// Between two requests: gives back what the last has left.
    void release() {
        decoder.release();
    }

    /// One that a stream frames, not the message itself; with `isWhole` there is nothing of it.
    void startStream(boolean isWhole) {
        bytes = 0;
        isPassedOn = false;
        isAwaited = false;
        waited = 0;
        streamTrailers = Trailers.NONE;
        if (isWhole) {
            decoder.startLength(0);
        } else {
            decoder.startUntilClose();
        }
    }

    /// Content came on the stream.
    void took(int length) {
        bytes += length;
    }

    /// The trailers of a stream, before its end.
    void end(byte[] lines) {
        streamTrailers = lines;
    }

    /// All of it has come on the stream.
    void end() {
        decoder.startLength(0);
    }

    /// Of its content, in bytes.
    void limit(long size) {
        most = size;
    }

    long limit() {
        return most;
    }

    /// All of it has come.
    boolean isWhole() {
        return isPassedOn || decoder.isDone();
    }

    /// The exchange has got all of it.
    boolean isPassedOn() {
        return isPassedOn;
    }

    /// The last act: the exchange gets the trailers.
    byte[] passOn() {
        isPassedOn = true;
        return streamTrailers.length > 0 ? streamTrailers : decoder.trailers();
    }

    /// Reads on; true when content was found, which `content` then cuts out.
    boolean read(ByteBuffer in) throws BadMessageException {
        boolean isContent = decoder.next(in) == BodyDecoder.Step.CONTENT;
        if (isContent) {
            bytes += decoder.contentLength();
        }
        return isContent;
    }

    boolean isTooLarge() {
        return bytes > most;
    }

    Data content(Data data) {
        return data.slice(decoder.contentFrom(), decoder.contentLength());
    }

    /// From now on the gateway waits for the client to send more, or does not.
    void awaited(boolean isNow, long now) {
        if (isAwaited) {
            waited += now - awaitedSince;
        }
        isAwaited = isNow;
        awaitedSince = now;
    }

    boolean isTooSlow(long now) {
        if (!isAwaited || isWhole() || rules.minBodyRate() == 0) {
            return false;
        }
        double allowed = rules.bodyGrace().toNanos() + NANOS * bytes / rules.minBodyRate();
        return waited + (now - awaitedSince) > allowed;
    }
}
