package penstock.server.api;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.internal.HttpConnection;

/// Closes connections on which the head of a request, or the fields after its body, take too long. The web server itself
/// knows only silence as a reason, so a client that sends a byte now and then would hold its connection for hours. Belongs to
/// the listener: its state can be seen only by an internal class of the web server.
final class SlowHeads {
    private record Seen(long requests, long since) {}

    private final Duration limit;
    private final Map<EndPoint, Seen> underWay = new HashMap<>();

    SlowHeads(Duration limit) {
        this.limit = limit;
    }

    /// How often to look.
    Duration interval() {
        return limit.dividedBy(4);
    }

    /// @param now in nanoseconds
    void look(Collection<EndPoint> connections, long now) {
        underWay.keySet().retainAll(new HashSet<>(connections));
        for (var connection : connections) {
            if (!(connection.getConnection() instanceof HttpConnection http) || !isInHead(http)) {
                underWay.remove(connection);
                continue;
            }
            var seen =
                    underWay.compute(
                            connection,
                            (_, before) ->
                                    before != null && before.requests() == http.getMessagesIn()
                                            ? before
                                            : new Seen(http.getMessagesIn(), now));
            if (now - seen.since() > limit.toNanos()) {
                underWay.remove(connection);
                connection.close();
            }
        }
    }

    private static boolean isInHead(HttpConnection http) {
        var parser = http.getParser();
        return parser.isState(HttpParser.State.TRAILER)
                || (parser.inHeaderState() && !parser.isStart());
    }
}
