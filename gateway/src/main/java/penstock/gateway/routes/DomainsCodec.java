package penstock.gateway.routes;

import java.util.List;
import java.util.Optional;

/// The domains of a route table, as a part of it.
final class DomainsCodec {

    static final Part<RouteTable> PART =
            new Part<>(
                    "domains",
                    table -> !table.domains().isEmpty(),
                    (table, out) -> write(table.domains(), out),
                    (table, in) -> table.with(new Domains(read(in))));

    private DomainsCodec() {}

    private static void write(Domains domains, BinaryWriter out) {
        out.number(domains.all().size());
        for (Domain domain : domains.all()) {
            out.text(domain.id());
            out.number(domain.hosts().size());
            domain.hosts().forEach(out::text);
            out.text(domain.certificate());
            out.text(domain.key());
            out.flag(domain.minVersion() == Domain.TlsVersion.TLS_1_3);
            out.flag(domain.clients().isPresent());
            domain.clients()
                    .ifPresent(
                            clients -> {
                                out.text(clients.authorities());
                                out.flag(clients.isRequired());
                            });
            out.number(domain.secured().redirectPort());
            out.number(domain.secured().hstsSeconds());
            out.flag(domain.secured().hasSubdomains());
        }
    }

    private static List<Domain> read(BinaryReader in) {
        List<Domain> domains = in.list("domains", DomainsCodec::domain);
        if (domains.isEmpty()) {
            throw in.failure("domains", "none (expected: at least one where the part is written)");
        }
        return domains;
    }

    private static Domain domain(BinaryReader in) {
        return new Domain(
                in.text("id"),
                in.list("hosts", part -> part.text("host")),
                in.text("certificate"),
                in.text("key"),
                in.flag("minVersion") ? Domain.TlsVersion.TLS_1_3 : Domain.TlsVersion.TLS_1_2,
                in.flag("clients present")
                        ? Optional.of(
                                new Domain.ClientAuth(in.text("authorities"), in.flag("required")))
                        : Optional.empty(),
                new Domain.Secured(
                        in.small("redirectPort"),
                        in.number("hstsSeconds"),
                        in.flag("hasSubdomains")));
    }
}
