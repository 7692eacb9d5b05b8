package penstock.gateway.routes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// How TLS is spoken with the instances of a route, within a route table: settings, each with the instances that they are for.
final class InstanceTlsCodec {

    static final Part<Route> PART =
            new Part<>(
                    "instance-tls",
                    route -> !groups(route).isEmpty(),
                    InstanceTlsCodec::write,
                    InstanceTlsCodec::read);

    private InstanceTlsCodec() {}

    /// @param isOpen whether the protocol is left to the instance
    private record Member(String instanceId, String serverName, boolean isOpen) {

        Upstream of(Upstream one, InstanceTls.Settings settings) {
            Upstream secured = one.with(new InstanceTls(serverName, settings));
            return isOpen && one.protocol() == Protocol.HTTP_1_1
                    ? secured.with(Protocol.AUTO)
                    : secured;
        }
    }

    private record Group(InstanceTls.Settings settings, List<Member> members) {}

    /// In the order of the versions, each instance once.
    private static List<Group> groups(Route route) {
        Map<InstanceTls.Settings, List<Member>> groups = new LinkedHashMap<>();
        route.versions().stream()
                .flatMap(version -> version.upstreams().stream())
                .filter(upstream -> upstream.tls().isPresent())
                .distinct()
                .forEach(
                        upstream -> {
                            InstanceTls tls = upstream.tls().get();
                            groups.computeIfAbsent(tls.settings(), _ -> new ArrayList<>())
                                    .add(
                                            new Member(
                                                    upstream.instanceId(),
                                                    tls.serverName(),
                                                    upstream.protocol() == Protocol.AUTO));
                        });
        return groups.entrySet().stream()
                .map(entry -> new Group(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    private static void write(Route route, BinaryWriter out) {
        List<Group> groups = groups(route);
        out.number(groups.size());
        for (Group group : groups) {
            write(group.settings(), out);
            out.number(group.members().size());
            for (Member member : group.members()) {
                out.text(member.instanceId());
                out.text(member.serverName());
                out.flag(member.isOpen());
            }
        }
    }

    private static void write(InstanceTls.Settings settings, BinaryWriter out) {
        EntriesCodec.text(settings.authorities(), out);
        out.flag(settings.own().isPresent());
        settings.own()
                .ifPresent(
                        own -> {
                            out.text(own.certificate());
                            out.text(own.key());
                        });
        out.flag(settings.minVersion() == Domain.TlsVersion.TLS_1_3);
        out.flag(settings.isVerified());
    }

    private static Route read(Route route, BinaryReader in) {
        List<Group> groups = in.list("instance-tls", InstanceTlsCodec::group);
        Map<String, UnaryOperator<Upstream>> changes = new HashMap<>();
        for (Group group : groups) {
            for (Member member : group.members()) {
                changes.put(member.instanceId(), one -> member.of(one, group.settings()));
            }
        }
        Route read =
                route.withUpstreams(
                        one ->
                                changes.getOrDefault(one.instanceId(), UnaryOperator.identity())
                                        .apply(one));
        if (!groups(read).equals(groups)) {
            throw new IllegalArgumentException(
                    "instance-tls: "
                            + groups
                            + " (expected: instances of the route, in its order, each once)");
        }
        return read;
    }

    private static Group group(BinaryReader in) {
        return new Group(
                settings(in),
                in.list(
                        "members",
                        part ->
                                new Member(
                                        part.text("instanceId"),
                                        part.text("serverName"),
                                        part.flag("open"))));
    }

    private static InstanceTls.Settings settings(BinaryReader in) {
        return new InstanceTls.Settings(
                EntriesCodec.text("authorities", in),
                in.flag("own present")
                        ? Optional.of(new InstanceTls.Own(in.text("certificate"), in.text("key")))
                        : Optional.empty(),
                in.flag("minVersion") ? Domain.TlsVersion.TLS_1_3 : Domain.TlsVersion.TLS_1_2,
                in.flag("verified"));
    }
}
