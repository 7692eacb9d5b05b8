package penstock.gateway.proxy;

import penstock.gateway.http.ResponseHead;

/// Stands between an exchange and its client, and passes everything on as it is, but what a subclass looks at.
abstract class Between implements Downstream {

    final Downstream client;

    Between(Downstream client) {
        this.client = client;
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
