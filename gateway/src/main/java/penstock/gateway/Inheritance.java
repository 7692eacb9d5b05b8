package penstock.gateway;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import penstock.gateway.net.ListenAddress;
import penstock.gateway.net.ListenerSource;
import penstock.gateway.net.ListeningSocket;

/// What a gateway is handed by the process that started it: listening sockets by the protocol of systemd's socket units
/// (`LISTEN_FDS` sockets from descriptor 3), and from our guardian also the queue for its announcement.
///
/// @param guardian our guardian, if that started the gateway
/// @param isBesideAnother whether other gateways are alive, if only to end what they have in hand
/// @param descriptors of the sockets
record Inheritance(
        List<Integer> descriptors, Optional<Guardian> guardian, boolean isBesideAnother) {

    static final String COUNT = "LISTEN_FDS";
    static final int FIRST = 3;

    /// @param queue for what it has to know
    /// @param pid its process id; 0 when it does not say
    record Guardian(Path queue, long pid) {}

    Inheritance {
        descriptors = List.copyOf(descriptors);
    }

    /// Sockets that are meant for another process, by `LISTEN_PID`, are left alone.
    static Inheritance of(Map<String, String> environment, long pid) {
        String owner = environment.getOrDefault("LISTEN_PID", "");
        boolean isOurs = owner.isEmpty() || owner.equals(Long.toString(pid));
        int sockets = isOurs ? (int) number(environment, COUNT) : 0;
        return new Inheritance(
                IntStream.range(FIRST, FIRST + sockets).boxed().toList(),
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

    /// The sockets to listen on: those that were handed over, or else ones of our own for the addresses that are wanted.
    List<ListenerSource> listeners(List<ListenAddress> wanted) {
        if (descriptors.isEmpty()) {
            return wanted.stream().map(ListenerSource::bind).toList();
        }
        List<ListeningSocket> sockets =
                descriptors.stream().map(ListeningSocket::inherited).toList();
        List<Boolean> tls =
                ListenAddress.tlsOf(
                        sockets.stream().map(ListeningSocket::address).toList(), wanted);
        return IntStream.range(0, sockets.size())
                .mapToObj(i -> ListenerSource.inherited(sockets.get(i), tls.get(i)))
                .toList();
    }
}
