package penstock.bench.gateway;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import penstock.cli.api.ApiException;

/// All proxies of a run, which are up at once.
record LineUp(List<Proxy> proxies, List<OwnGateway> own) implements AutoCloseable {

    /// Starts those of the given names that are installed, and says of each which version it is or that it is missing.
    static LineUp start(Field field, List<String> names, PrintWriter out) throws IOException {
        var lineUp = new LineUp(new ArrayList<>(), new ArrayList<>());
        try {
            for (var name : names) {
                lineUp.add(field, name, out);
            }
        } catch (IOException | ApiException failed) {
            lineUp.close();
            throw failed;
        }
        return lineUp;
    }

    private void add(Field field, String name, PrintWriter out) throws IOException {
        if (OwnGateway.isNamed(name)) {
            var gateway = OwnGateway.start(field.program(), field.site(), name, List.of());
            own.add(gateway);
            proxies.add(gateway.proxy());
        } else {
            var peer = Peer.valueOf(name.toUpperCase(Locale.ROOT));
            if (!peer.isInstalled()) {
                out.printf("%s: %s is not installed; left out%n", name, peer.program());
                return;
            }
            proxies.add(peer.start(field.site()));
        }
        out.printf("%s %s%n", name, proxies.getLast().version());
    }

    boolean hasOwn() {
        return !own.isEmpty();
    }

    @Override
    public void close() {
        for (var proxy : proxies) {
            if (!OwnGateway.isNamed(proxy.name())) {
                proxy.close();
            }
        }
        own.forEach(OwnGateway::close);
    }
}
