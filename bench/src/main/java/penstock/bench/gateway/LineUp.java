package penstock.bench.gateway;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        var kind = OwnKind.named(name);
        var peer = Peer.named(name);
        if (kind.isPresent()) {
            var gateway = OwnGateway.start(field.program(), field.site(), kind.get(), List.of());
            own.add(gateway);
            proxies.add(gateway.proxy());
        } else if (peer.isPresent() && peer.get().isInstalled()) {
            proxies.add(peer.get().start(field.site()));
        } else {
            out.printf("%s: not installed; left out%n", name);
            return;
        }
        out.printf("%s %s%n", name, proxies.getLast().version());
    }

    /// Ours that are measured.
    List<OwnKind> kinds() {
        return proxies.stream()
                .map(proxy -> OwnKind.named(proxy.name()))
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public void close() {
        for (var proxy : proxies) {
            if (OwnKind.named(proxy.name()).isEmpty()) {
                proxy.close();
            }
        }
        own.forEach(OwnGateway::close);
    }
}
