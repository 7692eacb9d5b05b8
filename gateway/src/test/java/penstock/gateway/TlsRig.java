package penstock.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.gateway.net.Transport;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.Domains;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.Split;

/// A gateway that also listens for TLS, with domains whose files are in a folder.
final class TlsRig implements AutoCloseable {

    final GatewayRig rig;
    final InetSocketAddress tls;
    private final Path folder;
    private final Place shop;
    private final List<Domain> domains = new ArrayList<>();
    private long version = 1_000;

    TlsRig(Path folder, Place shop) throws IOException {
        this(folder, shop, ClientRules.DEFAULT);
    }

    TlsRig(Path folder, Place shop, ClientRules clients) throws IOException {
        this(folder, shop, clients, Transport.parse(Transport.AUTO));
    }

    TlsRig(Path folder, Place shop, ClientRules clients, Transport transport) throws IOException {
        this.folder = folder;
        this.shop = shop;
        rig = new GatewayRig(clients, transport);
        tls = rig.listen(true);
    }

    /// Serves hosts by a certificate for the same.
    Certified serve(String name, String... hosts) throws IOException {
        Certified certified = Certified.of(hosts);
        certified.write(folder, name);
        serve(domain(name, hosts));
        return certified;
    }

    void serve(Domain domain) {
        domains.removeIf(other -> other.id().equals(domain.id()));
        domains.add(domain);
        var route = GatewayRig.route(Split.all(GatewayRig.version("v1", shop)));
        rig.engine.apply(new RouteTable(version++, List.of(route)).with(new Domains(domains)));
    }

    Domain domain(String name, String... hosts) {
        return new Domain(
                name,
                List.of(hosts),
                folder.resolve(name + ".pem").toString(),
                folder.resolve(name + ".key").toString(),
                Domain.TlsVersion.TLS_1_2,
                Optional.empty(),
                Domain.Secured.NO);
    }

    static Domain with(Domain domain, Domain.Secured secured) {
        return new Domain(
                domain.id(),
                domain.hosts(),
                domain.certificate(),
                domain.key(),
                domain.minVersion(),
                domain.clients(),
                secured);
    }

    static Domain with(Domain domain, Domain.TlsVersion least) {
        return new Domain(
                domain.id(),
                domain.hosts(),
                domain.certificate(),
                domain.key(),
                least,
                domain.clients(),
                domain.secured());
    }

    static Domain with(Domain domain, Domain.ClientAuth clients) {
        return new Domain(
                domain.id(),
                domain.hosts(),
                domain.certificate(),
                domain.key(),
                domain.minVersion(),
                Optional.of(clients),
                domain.secured());
    }

    TlsClient client(String host) {
        return TlsClient.to(tls, host);
    }

    @Override
    public void close() {
        rig.close();
    }
}
