package penstock.gateway.proxy;

import penstock.gateway.http.Trailers;
import penstock.gateway.http2.ErrorCode;

/// A stream on which a client speaks another protocol (RFC 8441), as the connection that it stands for.
final class Http2TunnelEnd implements Connection {

    private final Http2Link link;
    private final Http2Flow flow;

    Http2TunnelEnd(Http2Link link, Http2Flow flow) {
        this.link = link;
        this.flow = flow;
    }

    /// What happens on the stream is told to its owner.
    @Override
    public void handler(Handler handler) {
        throw new IllegalStateException("a stream has its owner");
    }

    @Override
    public void write(byte[] bytes, int from, int to) {
        flow.write(link.copy(bytes, from, to - from));
    }

    @Override
    public void write(Data data) {
        flow.write(data);
    }

    @Override
    public void flush() {
        link.flush();
    }

    @Override
    public boolean isWritable() {
        return flow.isWritable();
    }

    @Override
    public boolean isQuiet() {
        return isOpen();
    }

    @Override
    public boolean isOpen() {
        return !flow.isClosed();
    }

    @Override
    public void reading(boolean on) {
        flow.reading(on);
    }

    @Override
    public void shutdownOutput() {
        flow.end(Trailers.NONE);
    }

    @Override
    public boolean isOutputEnded() {
        return flow.isOutputEnded();
    }

    @Override
    public void close() {
        flow.reset(ErrorCode.CANCEL);
    }

    @Override
    public Peer peer() {
        return link.otherEnd();
    }
}
