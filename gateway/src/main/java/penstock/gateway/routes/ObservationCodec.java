package penstock.gateway.routes;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What format 3 of the reports added to an observation.
final class ObservationCodec {

    private ObservationCodec() {}

    static void write(Observation observation, BinaryWriter out) {
        Map<Trouble, Troubles.Count> troubles = observation.troubles().counts();
        out.number(troubles.size());
        ordered(troubles)
                .forEach(
                        (trouble, count) -> {
                            out.number(trouble.code());
                            out.number(count.requests());
                            out.number(count.clients());
                        });
        Unserved unserved = observation.unserved();
        out.number(unserved.shed());
        out.number(unserved.refused());
        out.number(unserved.abandoned());
        out.flag(observation.clients().isPresent());
        observation.clients().ifPresent(clients -> write(clients, out));
    }

    private static void write(Clients clients, BinaryWriter out) {
        out.number(clients.count());
        out.number(clients.failing());
        out.number(clients.troubles().size());
        ordered(clients.troubles())
                .forEach(
                        (trouble, count) -> {
                            out.number(trouble.code());
                            out.number(count);
                        });
        GatewayReportCodec.write(clients.latency(), out);
    }

    private static <T> EnumMap<Trouble, T> ordered(Map<Trouble, T> counts) {
        var ordered = new EnumMap<Trouble, T>(Trouble.class);
        ordered.putAll(counts);
        return ordered;
    }

    /// Adds to an observation what follows it.
    static Observation read(Observation old, BinaryReader in) {
        return new Observation(
                old.routeId(),
                old.versionId(),
                old.role(),
                old.requests(),
                old.status(),
                old.upstreamErrors(),
                old.failedRequests(),
                old.failingClients(),
                old.rescued(),
                old.latency(),
                troubles(in),
                new Unserved(in.number("shed"), in.number("refused"), in.number("abandoned")),
                in.flag("clients present") ? Optional.of(clients(in)) : Optional.empty(),
                Protection.NONE);
    }

    private static Troubles troubles(BinaryReader in) {
        record Met(Trouble trouble, Troubles.Count count) {}
        List<Met> met =
                in.list(
                        "troubles",
                        part ->
                                new Met(
                                        Trouble.of(part.small("trouble")),
                                        new Troubles.Count(
                                                part.number("requests"), part.number("clients"))));
        var counts = new EnumMap<Trouble, Troubles.Count>(Trouble.class);
        met.forEach(each -> counts.put(each.trouble(), each.count()));
        return new Troubles(counts);
    }

    private static Clients clients(BinaryReader in) {
        long count = in.number("clients");
        long failing = in.number("failing clients");
        record Met(Trouble trouble, long clients) {}
        List<Met> met =
                in.list(
                        "troubles",
                        part -> new Met(Trouble.of(part.small("trouble")), part.number("clients")));
        var troubles = new EnumMap<Trouble, Long>(Trouble.class);
        met.forEach(each -> troubles.put(each.trouble(), each.clients()));
        return new Clients(count, failing, troubles, GatewayReportCodec.latency(in));
    }
}
