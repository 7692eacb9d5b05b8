package penstock.gateway.proxy;

import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// The client of a request that may change something: once it is answered, what is kept of its target is forgotten.
final class Changing implements Downstream {

    private final Downstream client;
    private final RequestHead request;
    private final LiveCache cache;

    Changing(Downstream client, RequestHead request, LiveCache cache) {
        this.client = client;
        this.request = request;
        this.cache = cache;
    }

    @Override
    public void head(ResponseHead response, boolean isStream, Heads.Style style) {
        cache.changed(request, client.origin().way(), response);
        client.head(response, isStream, style);
    }

    @Override
    public Origin origin() {
        return client.origin();
    }

    @Override
    public void pump() {
        client.pump();
    }

    @Override
    public void onTurn() {
        client.onTurn();
    }

    @Override
    public void resume() {
        client.resume();
    }

    @Override
    public Answer answer() {
        return client.answer();
    }

    @Override
    public void onProblem(Problem problem) {
        client.onProblem(problem);
    }

    @Override
    public void flush() {
        client.flush();
    }

    @Override
    public void onWritable() {
        client.onWritable();
    }

    @Override
    public Connection switching(ResponseHead response, Arm serving) {
        return client.switching(response, serving);
    }

    @Override
    public void tunnel(Tunnel joined) {
        client.tunnel(joined);
    }

    @Override
    public void onExchangeEnd(boolean isBroken) {
        client.onExchangeEnd(isBroken);
    }

    @Override
    public void onTunnelOver() {
        client.onTunnelOver();
    }

    @Override
    public void onBodyTimeout(boolean isInstanceSlow) {
        client.onBodyTimeout(isInstanceSlow);
    }

    @Override
    public void cut() {
        client.cut();
    }
}
