package penstock.gateway;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import penstock.gateway.net.ListenerSource;

/// What a gateway is handed by the process that started it: listening sockets by the protocol of systemd's socket units
/// (`LISTEN_FDS` sockets from descriptor 3), and from our guardian also the queue for its announcement.
///
/// @param isBesideAnother whether other gateways are alive, if only to end what they have in hand
record Inheritance(
        List<ListenerSource> listeners, Optional<Path> guardian, boolean isBesideAnother) {

    private static final int FIRST = 3;

    Inheritance {
        listeners = List.copyOf(listeners);
    }

    /// Sockets that are meant for another process, by `LISTEN_PID`, are left alone.
    static Inheritance of(Map<String, String> environment, long pid) {
        String count = environment.getOrDefault("LISTEN_FDS", "0");
        String owner = environment.getOrDefault("LISTEN_PID", "");
        boolean isOurs = owner.isEmpty() || owner.equals(Long.toString(pid));
        int sockets = isOurs && count.matches("[0-9]{1,3}") ? Integer.parseInt(count) : 0;
        return new Inheritance(
                IntStream.range(FIRST, FIRST + sockets)
                        .mapToObj(ListenerSource::inherited)
                        .toList(),
                Optional.ofNullable(environment.get("PENSTOCK_GUARDIAN")).map(Path::of),
                environment.getOrDefault("PENSTOCK_BESIDE", "no").equals("yes"));
    }

    /// With sockets of one's own where none are inherited.
    Inheritance orBound(List<InetSocketAddress> addresses) {
        return listeners.isEmpty()
                ? new Inheritance(
                        addresses.stream().map(ListenerSource::bind).toList(),
                        guardian,
                        isBesideAnother)
                : this;
    }
}
