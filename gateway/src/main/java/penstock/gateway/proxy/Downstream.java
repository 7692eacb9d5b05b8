package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.ResponseHead;

/// The client's side of one exchange: where its request comes from and its answer goes to.
interface Downstream {

    /// What is known of the request besides its head.
    Origin origin();

    /// How the request came here.
    default Way way() {
        return origin().way();
    }

    /// The id for a request that has none; the same for all attempts.
    default String requestId() {
        return origin().requestId();
    }

    /// What the access log will say of the request; null while nothing is logged.
    default @Nullable AccessEntry entry() {
        return origin().entry;
    }

    /// Hands on what the client has sent, as far as the exchange takes it.
    void pump();

    /// It may now be another who keeps the request from going on.
    void onTurn();

    /// There is a new table, which may have opened the route that the request waits for.
    void resume();

    // --- the answer ---

    /// An answer before the final one.
    void interim(ResponseHead response);

    /// The head of the final answer; with `isStream` its length is not known.
    void head(ResponseHead response, boolean isStream, Heads.Style style);

    /// Takes the data over; false when the client should be given time before there is more.
    boolean content(Data content);

    /// The answer is whole.
    void end(byte[] trailers);

    /// The gateway answers itself.
    void onProblem(Problem problem);

    /// False while so much of the answer is waiting to leave that there should not be more.
    boolean isWritable();

    void flush();

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
