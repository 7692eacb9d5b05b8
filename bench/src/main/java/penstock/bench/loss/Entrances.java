package penstock.bench.loss;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import penstock.bench.http2.Http2Carrier;
import penstock.cli.load.Answer;
import penstock.cli.load.Carrier;
import penstock.cli.load.LoadPlan;
import penstock.cli.load.Shot;
import penstock.cli.load.WireClient;

/// Brings each request in by its own door.
final class Entrances implements Carrier {
    private final Map<Entrance, Carrier> carriers = new EnumMap<>(Entrance.class);

    /// @param plan with the address without TLS
    /// @param tlsPort of the same host
    Entrances(LoadPlan plan, Runnable resent, int tlsPort, SSLContext context) {
        var address = new LoadPlan.Address(plan.address().host(), tlsPort);
        var secured = new LoadPlan(address, plan.host(), plan.arrivals(), plan.limits());
        carriers.put(Entrance.PLAIN, WireClient.plain(plan, resent));
        carriers.put(Entrance.TLS, WireClient.secured(secured, resent, context));
        carriers.put(Entrance.HTTP2, new Http2Carrier(plan, resent, Optional.empty()));
        carriers.put(Entrance.HTTP2_TLS, new Http2Carrier(secured, resent, Optional.of(context)));
    }

    @Override
    public Answer send(Shot shot, long deadline) {
        var entrance = Entrance.of(Requests.id(shot));
        return Objects.requireNonNull(carriers.get(entrance)).send(shot, deadline);
    }

    @Override
    public void close() {
        carriers.values().forEach(Carrier::close);
    }
}
