package penstock.capabilities.services.probing;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.RunSpec;
import penstock.gateway.routes.tls.InstanceSockets;

/// Makes the connections over which one instance is asked: within TLS where it speaks that, as the gateway does.
public final class Dial {
    static final Dial PLAIN = new Dial(Optional.empty());

    private final Optional<InstanceSockets> tls;

    private Dial(Optional<InstanceSockets> tls) {
        this.tls = tls;
    }

    static Dial of(RunSpec run) {
        return new Dial(
                run.tls().map(spec -> spec.words(Endpoint.LOOPBACK)).map(InstanceSockets::new));
    }

    boolean isSecure() {
        return tls.isPresent();
    }

    /// @param protocol what is to be spoken, `h2` or `http/1.1`
    /// @param deadline for all that is done over it, of [System#nanoTime()]
    Socket connect(Endpoint at, String protocol, long deadline) throws IOException {
        var plain = plain(at, deadline);
        if (tls.isEmpty()) {
            return plain;
        }
        try {
            return tls.get().over(plain, protocol, deadline);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /// Without a word over it.
    static Socket plain(Endpoint at, long deadline) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(at.socketAddress(), NetworkProbe.remaining(deadline));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
