package penstock.gateway.proxy;

/// Two connections joined after a change of protocol: bytes pass as they are, each side slows the other down, and the end of one
/// direction leaves the other open.
final class Tunnel {

    private final Connection client;
    private final Connection upstream;
    private boolean isClientEnded;
    private boolean isUpstreamEnded;

    Tunnel(Connection client, Connection upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    void fromClient(Data data) {
        pass(data, upstream, client);
    }

    void fromUpstream(Data data) {
        pass(data, client, upstream);
    }

    private static void pass(Data data, Connection to, Connection from) {
        to.write(data);
        to.flush();
        if (!to.isWritable()) {
            from.reading(false);
        }
    }

    void onClientWritable() {
        upstream.reading(true);
    }

    void onUpstreamWritable() {
        client.reading(true);
    }

    void onClientEnd() {
        isClientEnded = true;
        upstream.shutdownOutput();
    }

    void onUpstreamEnd() {
        isUpstreamEnded = true;
        client.shutdownOutput();
    }

    /// True when both sides have ended and the instance has been sent all; the client's connection sees to that itself.
    boolean isOver() {
        return isClientEnded && isUpstreamEnded && upstream.isOutputEnded();
    }
}
