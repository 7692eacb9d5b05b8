package penstock.bench.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import penstock.bench.rig.ServerProcess;

/// A proxy that runs.
///
/// @param ports by how a request comes; a way that it does not know is missing
record Proxy(
        String name, String version, ServerProcess process, Map<Workload.Entrance, Integer> ports)
        implements AutoCloseable {

    Proxy {
        ports = Map.copyOf(ports);
    }

    Optional<InetSocketAddress> address(Workload.Entrance entrance) {
        return Optional.ofNullable(ports.get(entrance)).map(Proxy::loopback);
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// Whether somebody listens there.
    static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
