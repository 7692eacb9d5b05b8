package penstock.gateway.routes;

import java.util.Optional;

/// The rules of a route, within a route table.
final class RulesCodec {

    private RulesCodec() {}

    static void write(Rules rules, BinaryWriter out) {
        write(rules.rescue(), out);
        out.number(rules.testers().size());
        rules.testers().forEach(match -> out.text(match.text()));
        out.number(rules.pin().by().size());
        rules.pin().by().forEach(key -> out.text(key.text()));
        out.flag(rules.pin().version().isPresent());
        rules.pin().version().ifPresent(version -> VersionCodec.write(version, out));
    }

    static Rules read(BinaryReader in) {
        return new Rules(
                rescue(in), in.list("testers", part -> Match.parse(part.text("match"))), pin(in));
    }

    private static Pin pin(BinaryReader in) {
        return new Pin(
                in.list("pin by", part -> Pin.Key.parse(part.text("key"))),
                in.flag("pin version present")
                        ? Optional.of(VersionCodec.read(in))
                        : Optional.empty());
    }

    private static void write(Rescue rescue, BinaryWriter out) {
        out.flag(rescue.idempotent());
        out.flag(rescue.idempotencyKey());
        out.number(rescue.bodyLimit());
        out.number(rescue.basisPoints());
        out.number(rescue.perSecond());
    }

    private static Rescue rescue(BinaryReader in) {
        return new Rescue(
                in.flag("rescue idempotent"),
                in.flag("rescue idempotencyKey"),
                in.small("rescue bodyLimit"),
                in.small("rescue basisPoints"),
                in.small("rescue perSecond"));
    }
}
