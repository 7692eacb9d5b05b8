package penstock.gateway.encoding;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.Coding;

/// What a client says of content codings (RFC 9110 section 12.5.3), in thousandths; what is malformed is passed over.
public final class Acceptance {

    private static final int UNSAID = -1;
    private static final int FULL = 1_000;

    /// `q=0`
    private static final int SHORTEST = 3;

    /// `q=0.999`
    private static final int LONGEST = 7;

    private int brotli = UNSAID;
    private int gzip = UNSAID;
    private int identity = UNSAID;
    private int any = UNSAID;

    private Acceptance() {}

    /// @param list the values of all fields `Accept-Encoding`, joined by commas
    public static Acceptance of(String list) {
        var made = new Acceptance();
        int from = 0;
        while (from <= list.length()) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? list.length() : comma;
            made.member(list.substring(from, to));
            from = to + 1;
        }
        return made;
    }

    private void member(String text) {
        int semicolon = text.indexOf(';');
        String name = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        int weight = semicolon < 0 ? FULL : weight(text.substring(semicolon + 1).strip());
        if (weight == UNSAID) {
            return;
        }
        if (name.equals("*")) {
            any = any == UNSAID ? weight : any;
        } else if (name.equalsIgnoreCase("identity")) {
            identity = identity == UNSAID ? weight : identity;
        } else {
            Coding.named(name).ifPresent(known -> said(known, weight));
        }
    }

    /// The first word counts.
    private void said(Coding coding, int weight) {
        switch (coding) {
            case BROTLI -> brotli = brotli == UNSAID ? weight : brotli;
            case GZIP -> gzip = gzip == UNSAID ? weight : gzip;
        }
    }

    /// `q=0` to `q=1` with up to three digits behind the point (RFC 9110 section 12.4.2).
    private static int weight(String parameter) {
        int length = parameter.length();
        if (length < SHORTEST
                || length > LONGEST
                || !parameter.regionMatches(true, 0, "q=", 0, 2)) {
            return UNSAID;
        }
        char whole = parameter.charAt(2);
        boolean isNumber = whole == '0' || whole == '1';
        if (!isNumber || (length > SHORTEST && parameter.charAt(SHORTEST) != '.')) {
            return UNSAID;
        }
        int weight = (whole - '0') * FULL;
        int value = FULL;
        for (int i = SHORTEST + 1; i < length; i++) {
            int digit = parameter.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return UNSAID;
            }
            value /= 10;
            weight += digit * value;
        }
        return weight > FULL ? UNSAID : weight;
    }

    /// The coding that the client likes best, of equals the first of ours; null when it is to get the content as it is.
    public @Nullable Coding best(List<Coding> ours) {
        Coding best = null;
        int most = 0;
        for (int i = 0; i < ours.size(); i++) {
            int weight = weight(ours.get(i));
            if (weight > most) {
                most = weight;
                best = ours.get(i);
            }
        }
        return identity > most ? null : best;
    }

    private int weight(Coding coding) {
        int own =
                switch (coding) {
                    case BROTLI -> brotli;
                    case GZIP -> gzip;
                };
        return own == UNSAID ? any : own;
    }

    /// Whether the client wants nothing as it is, however small.
    public boolean refusesIdentity() {
        return identity == UNSAID ? any == 0 : identity == 0;
    }
}
