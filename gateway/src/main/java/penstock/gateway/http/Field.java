package penstock.gateway.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The header fields that a proxy has to know. `OTHER` stands for all it only passes on.
public enum Field {
    OTHER(false),
    CONNECTION(true),
    CONTENT_LENGTH(true),
    COOKIE(false),
    EXPECT(false),
    FORWARDED(false),
    HOST(false),
    KEEP_ALIVE(true),
    PENSTOCK_RESCUED(false),
    PENSTOCK_SHADOW(false),
    PENSTOCK_VERSION(false),
    PROXY_CONNECTION(true),
    TE(true),
    TRAILER(false),
    TRANSFER_ENCODING(true),
    UPGRADE(true),
    X_FORWARDED_FOR(false),
    X_FORWARDED_HOST(false),
    X_FORWARDED_PROTO(false),
    X_REQUEST_ID(false);

    private static final Field[][] BY_LENGTH = byLength();

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final boolean isHopByHop;

    Field(boolean isHopByHop) {
        this.isHopByHop = isHopByHop;
    }

    /// True for fields that concern one connection only and are written anew for the next.
    public boolean isHopByHop() {
        return isHopByHop;
    }

    static Field of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < BY_LENGTH.length) {
            for (Field candidate : BY_LENGTH[length]) {
                if (Ascii.equalsLower(bytes, from, to, candidate.text)) {
                    return candidate;
                }
            }
        }
        return OTHER;
    }

    private static Field[][] byLength() {
        List<List<Field>> lists = new ArrayList<>();
        for (int length = 0; length < 24; length++) {
            lists.add(new ArrayList<>());
        }
        Arrays.stream(values())
                .filter(field -> field != OTHER)
                .forEach(field -> lists.get(field.text.length()).add(field));
        return lists.stream().map(list -> list.toArray(Field[]::new)).toArray(Field[][]::new);
    }
}
