package penstock.gateway.proxy;

import penstock.gateway.http.ResponseHead;

/// The client's side of one exchange: where its request comes from and its answer goes to.
interface Downstream {

    /// Where the request comes from.
    Origin origin();

    /// Hands on what the client has sent, as far as the exchange takes it.
    void pump();

    /// It may now be another who keeps the request from going on.
    void onTurn();

    /// There is a new table, which may have opened the route that the request waits for, or an instance has less to do. Nothing happens
    /// when the request does not wait.
    void resume();

    // --- the answer ---

    Answer answer();

    /// Whether it looks at what the instance sends before the client gets it, and makes the answer of it, or there is none.
    default boolean isBetween() {
        return false;
    }

    /// The head of the final answer; with `isStream` its length is not known.
    void head(ResponseHead response, boolean isStream, Heads.Style style);

    /// The gateway answers itself.
    void onProblem(Problem problem);

    void flush();

    /// There is room for more of the answer.
    void onWritable();

    /// The instance changes the protocol, as the client asked: what the tunnel sends to the client goes to the connection that is returned.
    Connection switching(ResponseHead response, Arm serving);

    /// From now on what the client sends goes into the tunnel.
    void tunnel(Tunnel joined);

    // --- the end ---

    /// The exchange is over; with `isBroken` the client must notice that its answer is not whole.
    void onExchangeEnd(boolean isBroken);

    /// Both directions of the tunnel have ended.
    void onTunnelOver();

    /// The client sends its body too slowly, unless it is the instance that does not take it.
    void onBodyTimeout(boolean isInstanceSlow);

    /// Ends without a word.
    void cut();
}
