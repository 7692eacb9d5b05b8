package penstock.capabilities.services.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/// The ports that instances may have. A port belongs to its instance until the instance is forgotten, so that
/// somebody who still knows the old address never reaches another instance by it.
final class Ports {
    private final int first;
    private final int last;
    private final Map<Integer, String> owners = new HashMap<>();

    Ports(int first, int last) {
        this.first = first;
        this.last = last;
    }

    /// Notes the port of an instance that was there before.
    synchronized void keep(int port, String owner) {
        if (port != 0) {
            owners.put(port, owner);
        }
    }

    /// The instance's port if nobody else listens on it, the lowest free one otherwise.
    ///
    /// @param present the port it had; 0 for none
    /// @throws StartFailure when none is free
    synchronized int choose(int present, String owner) {
        if (present != 0 && isFree(present)) {
            owners.put(present, owner);
            return present;
        }
        owners.remove(present, owner);
        for (int port = first; port <= last; port++) {
            if (!owners.containsKey(port) && isFree(port)) {
                owners.put(port, owner);
                return port;
            }
        }
        throw new StartFailure(
                "NoFreePort",
                "ports: none free from "
                        + first
                        + " to "
                        + last
                        + ", "
                        + owners.size()
                        + " used by instances (expected: a larger range, or fewer listeners on"
                        + " 127.0.0.1)");
    }

    synchronized void release(String owner) {
        owners.values().removeIf(owner::equals);
    }

    synchronized boolean hasFree() {
        for (int port = first; port <= last; port++) {
            if (!owners.containsKey(port) && isFree(port)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
