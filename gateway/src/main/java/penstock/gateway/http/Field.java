package penstock.gateway.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The header fields that a proxy has to know. `OTHER` stands for all it only passes on.
///
/// `X_FORWARDED` stands for all fields whose name begins with it and that have no constant of their own.
/// `LOOKALIKE` is a name that differs from one of these only by underscores in the place of hyphens. Programs that read fields as
/// CGI variables would take `X_Forwarded_For` for `X-Forwarded-For`, so such fields end here, and so does `Proxy`, which they would
/// take for the setting `HTTP_PROXY`.
public enum Field {
    OTHER(false),
    CLOSE(true),
    CONNECTION(true),
    CONTENT_LENGTH(true),
    COOKIE(false),
    DATE(false),
    EXPECT(false),
    FORWARDED(false),
    HOST(false),
    KEEP_ALIVE(true),
    LOOKALIKE(true),
    MAX_FORWARDS(false),
    PENSTOCK_RESCUED(false),
    PENSTOCK_SHADOW(false),
    PENSTOCK_VERSION(false),
    PROXY(true),
    PROXY_CONNECTION(true),
    TE(true),
    TRACEPARENT(false),
    TRACESTATE(false),
    TRAILER(false),
    TRANSFER_ENCODING(true),
    UPGRADE(true),
    X_FORWARDED(false),
    X_FORWARDED_FOR(false),
    X_FORWARDED_HOST(false),
    X_FORWARDED_PROTO(false),
    X_REAL_IP(false),
    X_REQUEST_ID(false);

    private static final byte[] FORWARDED_PREFIX = Ascii.bytes("x-forwarded-");

    private static final Field[][] BY_LENGTH = byLength();

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final byte[] bytes = Ascii.bytes(text);

    private final boolean isHopByHop;

    Field(boolean isHopByHop) {
        this.isHopByHop = isHopByHop;
    }

    /// True for fields that do not pass as they are: they concern one connection only and are written anew for the next, or not.
    public boolean isHopByHop() {
        return isHopByHop;
    }

    static Field of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < BY_LENGTH.length) {
            for (Field candidate : BY_LENGTH[length]) {
                Likeness likeness = likeness(bytes, from, candidate.bytes);
                if (likeness != Likeness.NONE) {
                    return likeness == Likeness.SAME ? candidate : LOOKALIKE;
                }
            }
        }
        boolean isForwarded =
                length > FORWARDED_PREFIX.length
                        && likeness(bytes, from, FORWARDED_PREFIX) != Likeness.NONE;
        return isForwarded ? X_FORWARDED : OTHER;
    }

    private enum Likeness {
        NONE,
        /// But for underscores.
        CLOSE,
        SAME
    }

    /// Whether the bytes are the text, without regard to case.
    private static Likeness likeness(byte[] bytes, int from, byte[] text) {
        Likeness likeness = Likeness.SAME;
        for (int i = 0; i < text.length; i++) {
            int found = Ascii.lower(bytes[from + i]);
            if (found == '_' && text[i] == '-') {
                likeness = Likeness.CLOSE;
            } else if (found != text[i]) {
                return Likeness.NONE;
            }
        }
        return likeness;
    }

    private static Field[][] byLength() {
        List<List<Field>> lists = new ArrayList<>();
        for (int length = 0; length < 24; length++) {
            lists.add(new ArrayList<>());
        }
        Arrays.stream(values())
                .filter(field -> field != OTHER && field != LOOKALIKE)
                .forEach(field -> lists.get(field.text.length()).add(field));
        return lists.stream().map(list -> list.toArray(Field[]::new)).toArray(Field[][]::new);
    }
}
