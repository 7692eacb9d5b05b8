package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;
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
        out.flag(rules.shadow().isPresent());
        rules.shadow()
                .ifPresent(
                        shadow -> {
                            out.number(shadow.basisPoints());
                            out.flag(shadow.unsafe());
                            out.number(shadow.bodyLimit());
                        });
        out.flag(rules.closure().isPresent());
        rules.closure().ifPresent(closure -> write(closure, out));
    }

    static Rules read(BinaryReader in) {
        return new Rules(
                rescue(in),
                in.list("testers", part -> Match.parse(part.text("match"))),
                pin(in),
                in.flag("shadow present") ? Optional.of(shadow(in)) : Optional.empty(),
                in.flag("closure present") ? Optional.of(closure(in)) : Optional.empty(),
                false,
                LoadRules.DEFAULT,
                Optional.empty(),
                EdgeRules.DEFAULT);
    }

    private static Pin pin(BinaryReader in) {
        return new Pin(
                in.list("pin by", part -> Pin.Key.parse(part.text("key"))),
                in.flag("pin version present")
                        ? Optional.of(VersionCodec.read(in))
                        : Optional.empty());
    }

    private static Shadow shadow(BinaryReader in) {
        return new Shadow(
                in.small("shadow basisPoints"),
                in.flag("shadow unsafe"),
                in.small("shadow bodyLimit"));
    }

    private static void write(Closure closure, BinaryWriter out) {
        switch (closure) {
            case Closure.Maintenance(var page, var retryAfter, var except) -> {
                out.flag(false);
                out.text(page.contentType());
                out.text(page.text());
                out.number(retryAfter.toNanos());
                write(except, out);
            }
            case Closure.Pause(var atMost, var limit, var retryAfter, var except) -> {
                out.flag(true);
                out.number(atMost.toNanos());
                out.number(limit);
                out.number(retryAfter.toNanos());
                write(except, out);
            }
        }
    }

    private static void write(List<String> paths, BinaryWriter out) {
        out.number(paths.size());
        paths.forEach(out::text);
    }

    private static Closure closure(BinaryReader in) {
        return in.flag("closure pauses")
                ? new Closure.Pause(
                        Duration.ofNanos(in.number("atMost")),
                        in.small("limit"),
                        Duration.ofNanos(in.number("retryAfter")),
                        in.list("except", part -> part.text("path")))
                : new Closure.Maintenance(
                        new Closure.Page(in.text("contentType"), in.text("page")),
                        Duration.ofNanos(in.number("retryAfter")),
                        in.list("except", part -> part.text("path")));
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
