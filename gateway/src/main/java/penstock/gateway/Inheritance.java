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
/// @param guardian our guardian, if that started the gateway
/// @param isBesideAnother whether other gateways are alive, if only to end what they have in hand
record Inheritance(
        List<ListenerSource> listeners, Optional<Guardian> guardian, boolean isBesideAnother) {

    static final String COUNT = "LISTEN_FDS";
    static final int FIRST = 3;

    /// @param queue for what it has to know
    /// @param pid its process id; 0 when it does not say
    record Guardian(Path queue, long pid) {}

    Inheritance {
        listeners = List.copyOf(listeners);
    }

    /// Sockets that are meant for another process, by `LISTEN_PID`, are left alone.
    static Inheritance of(Map<String, String> environment, long pid) {
        String owner = environment.getOrDefault("LISTEN_PID", "");
        boolean isOurs = owner.isEmpty() || owner.equals(Long.toString(pid));
        int sockets = isOurs ? (int) number(environment, COUNT) : 0;
        return new Inheritance(
                IntStream.range(FIRST, FIRST + sockets)
                        .mapToObj(ListenerSource::inherited)
                        .toList(),
                Optional.ofNullable(environment.get("PENSTOCK_GUARDIAN"))
                        .map(
                                queue ->
                                        new Guardian(
                                                Path.of(queue),
                                                number(environment, "PENSTOCK_GUARDIAN_PID"))),
                environment.getOrDefault("PENSTOCK_BESIDE", "no").equals("yes"));
    }

    /// 0 where there is none.
    static long number(Map<String, String> environment, String name) {
        String text = environment.getOrDefault(name, "0");
        return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
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
