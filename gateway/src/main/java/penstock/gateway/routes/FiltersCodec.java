package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Filters within a route table. Where there are none, one byte says so.
final class FiltersCodec {

    private FiltersCodec() {}

    static void write(Filters filters, BinaryWriter out) {
        out.flag(!filters.equals(Filters.NONE));
        if (filters.equals(Filters.NONE)) {
            return;
        }
        write(filters.request(), out);
        write(filters.response(), out);
        out.flag(filters.rewrite().isPresent());
        filters.rewrite()
                .ifPresent(
                        rewrite -> {
                            EntriesCodec.text(rewrite.host(), out);
                            write(rewrite.path(), out);
                        });
        out.flag(filters.redirect().isPresent());
        filters.redirect().ifPresent(redirect -> write(redirect, out));
        out.number(filters.mirrors().size());
        for (Filters.Mirror mirror : filters.mirrors()) {
            out.text(mirror.route());
            out.number(mirror.numerator());
            out.number(mirror.denominator());
        }
        out.flag(filters.cors().isPresent());
        filters.cors().ifPresent(cors -> write(cors, out));
    }

    static Filters read(BinaryReader in) {
        if (!in.flag("filters present")) {
            return Filters.NONE;
        }
        return new Filters(
                edits(in),
                edits(in),
                in.flag("rewrite present")
                        ? Optional.of(
                                new Filters.Rewrite(EntriesCodec.text("host", in), newPath(in)))
                        : Optional.empty(),
                in.flag("redirect present") ? Optional.of(redirect(in)) : Optional.empty(),
                in.list("mirrors", FiltersCodec::mirror),
                in.flag("cors present") ? Optional.of(cors(in)) : Optional.empty());
    }

    private static void write(HeaderEdits edits, BinaryWriter out) {
        fields(edits.set(), out);
        fields(edits.add(), out);
        EntriesCodec.texts(edits.remove(), out);
    }

    private static void fields(List<HeaderEdits.Field> fields, BinaryWriter out) {
        out.number(fields.size());
        for (HeaderEdits.Field field : fields) {
            out.text(field.name());
            out.text(field.value());
        }
    }

    private static HeaderEdits edits(BinaryReader in) {
        return new HeaderEdits(
                in.list("set", FiltersCodec::field),
                in.list("add", FiltersCodec::field),
                EntriesCodec.texts("remove", in));
    }

    private static HeaderEdits.Field field(BinaryReader in) {
        return new HeaderEdits.Field(in.text("name"), in.text("value"));
    }

    private static void write(Optional<Filters.NewPath> path, BinaryWriter out) {
        out.flag(path.isPresent());
        path.ifPresent(
                given -> {
                    out.flag(given instanceof Filters.NewPath.Prefix);
                    switch (given) {
                        case Filters.NewPath.Full(var text) -> out.text(text);
                        case Filters.NewPath.Prefix(var text) -> out.text(text);
                    }
                });
    }

    private static Optional<Filters.NewPath> newPath(BinaryReader in) {
        if (!in.flag("path present")) {
            return Optional.empty();
        }
        boolean isPrefix = in.flag("path is a prefix");
        String path = in.text("path");
        return Optional.of(
                isPrefix ? new Filters.NewPath.Prefix(path) : new Filters.NewPath.Full(path));
    }

    private static void write(Filters.Redirect redirect, BinaryWriter out) {
        EntriesCodec.text(redirect.scheme(), out);
        EntriesCodec.text(redirect.host(), out);
        out.number(redirect.port().orElse(0));
        write(redirect.path(), out);
        out.number(redirect.status());
    }

    private static Filters.Redirect redirect(BinaryReader in) {
        Optional<String> scheme = EntriesCodec.text("scheme", in);
        Optional<String> host = EntriesCodec.text("host", in);
        int port = in.small("port");
        return new Filters.Redirect(
                scheme,
                host,
                port == 0 ? Optional.empty() : Optional.of(port),
                newPath(in),
                in.small("status"));
    }

    private static Filters.Mirror mirror(BinaryReader in) {
        return new Filters.Mirror(in.text("route"), in.small("numerator"), in.small("denominator"));
    }

    private static void write(Cors cors, BinaryWriter out) {
        EntriesCodec.texts(cors.origins(), out);
        out.flag(cors.credentials());
        EntriesCodec.texts(cors.methods(), out);
        EntriesCodec.texts(cors.headers(), out);
        EntriesCodec.texts(cors.expose(), out);
        out.number(cors.maxAge().toSeconds());
    }

    private static Cors cors(BinaryReader in) {
        return new Cors(
                EntriesCodec.texts("origins", in),
                in.flag("credentials"),
                EntriesCodec.texts("methods", in),
                EntriesCodec.texts("headers", in),
                EntriesCodec.texts("expose", in),
                Duration.ofSeconds(in.small("maxAge")));
    }
}
