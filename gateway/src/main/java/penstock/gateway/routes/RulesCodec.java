package penstock.gateway.routes;

/// The rules of a route, within a route table.
final class RulesCodec {

    private RulesCodec() {}

    static void write(Rules rules, BinaryWriter out) {
        write(rules.rescue(), out);
    }

    static Rules read(BinaryReader in) {
        return new Rules(rescue(in));
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
