package penstock.gateway.routes;

import java.util.List;

/// What a request must be like, within a route table.
final class MatchCodec {

    private static final int EXACT = 0;
    private static final int PREFIX = 1;
    private static final int REGEX = 2;

    private MatchCodec() {}

    static void write(EntryMatch match, BinaryWriter out) {
        switch (match.path()) {
            case PathMatch.Exact(var path) -> text(EXACT, path, out);
            case PathMatch.Prefix(var path) -> text(PREFIX, path, out);
            case PathMatch.Regex(var expression) -> text(REGEX, expression.text(), out);
        }
        EntriesCodec.text(match.method(), out);
        values(match.headers(), out);
        values(match.query(), out);
    }

    private static void text(int kind, String text, BinaryWriter out) {
        out.number(kind);
        out.text(text);
    }

    private static void values(List<ValueMatch> values, BinaryWriter out) {
        out.number(values.size());
        for (ValueMatch value : values) {
            out.text(value.name());
            switch (value) {
                case ValueMatch.Exact(var _, var text) -> text(EXACT, text, out);
                case ValueMatch.Regex(var _, var expression) -> text(REGEX, expression.text(), out);
            }
        }
    }

    static EntryMatch read(BinaryReader in) {
        return new EntryMatch(
                path(in),
                EntriesCodec.text("method", in),
                in.list("headers", MatchCodec::value),
                in.list("query", MatchCodec::value));
    }

    private static PathMatch path(BinaryReader in) {
        int kind = in.small("path kind");
        String text = in.text("path");
        return switch (kind) {
            case EXACT -> new PathMatch.Exact(text);
            case PREFIX -> new PathMatch.Prefix(text);
            case REGEX -> new PathMatch.Regex(new Expression(text));
            default ->
                    throw new IllegalArgumentException("path kind: " + kind + " (expected: 0..2)");
        };
    }

    private static ValueMatch value(BinaryReader in) {
        String name = in.text("name");
        int kind = in.small("value kind");
        String text = in.text("value");
        return switch (kind) {
            case EXACT -> new ValueMatch.Exact(name, text);
            case REGEX -> new ValueMatch.Regex(name, new Expression(text));
            default ->
                    throw new IllegalArgumentException(
                            "value kind: " + kind + " (expected: 0 or 2)");
        };
    }
}
