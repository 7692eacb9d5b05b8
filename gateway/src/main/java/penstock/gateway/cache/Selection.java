package penstock.gateway.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;

/// Which fields of the request an answer depended on, and what was in them (RFC 9111 section 4.1).
final class Selection {

    static final Selection NONE = new Selection(new String[0], new String[0]);

    private static final int MOST = 16;

    /// Names in lower case.
    private final String[] names;

    /// For each name all values of the request, null when there was no such field.
    private final @Nullable String[] values;

    private Selection(String[] names, @Nullable String[] values) {
        this.names = names;
        this.values = values;
    }

    /// Empty when there is no other request that it could answer.
    static Optional<Selection> of(HeadBuffer answer, RequestHead request) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < answer.count(); i++) {
            if (!answer.nameIs(i, "Vary")) {
                continue;
            }
            for (String name : answer.value(i).toLowerCase(Locale.ROOT).split(",", -1)) {
                String field = name.strip();
                if (field.equals("*") || isOfOneRequest(field)) {
                    return Optional.empty();
                }
                if (!field.isEmpty() && !isOfPlace(field) && !names.contains(field)) {
                    names.add(field);
                }
            }
        }
        if (names.size() > MOST) {
            return Optional.empty();
        }
        String[] all = names.toArray(String[]::new);
        return Optional.of(all.length == 0 ? NONE : new Selection(all, values(all, request)));
    }

    /// What the gateway tells the instance of the way of each request, in place of what the client says.
    private static boolean isOfOneRequest(String name) {
        return switch (name) {
            case "forwarded",
                    "x-request-id",
                    "x-real-ip",
                    "traceparent",
                    "tracestate",
                    "via",
                    "connection",
                    "te" ->
                    true;
            default -> name.startsWith("x-forwarded-") && !isOfPlace(name);
        };
    }

    /// What is part of the key already.
    private static boolean isOfPlace(String name) {
        return name.equals("host")
                || name.equals("x-forwarded-host")
                || name.equals("x-forwarded-proto");
    }

    private static @Nullable String[] values(String[] names, RequestHead request) {
        var values = new @Nullable String[names.length];
        for (int n = 0; n < names.length; n++) {
            values[n] = value(names[n], request);
        }
        return values;
    }

    /// What `Connection` names does not get to the instance.
    private static @Nullable String value(String name, RequestHead request) {
        HeadBuffer head = request.head();
        String all = null;
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, name) && !request.isNominated(i)) {
                all = all == null ? head.value(i) : all + ", " + head.value(i);
            }
        }
        return all;
    }

    boolean selects(RequestHead request) {
        for (int n = 0; n < names.length; n++) {
            String wanted = values[n];
            String found = value(names[n], request);
            if (wanted == null ? found != null : !wanted.equals(found)) {
                return false;
            }
        }
        return true;
    }

    /// The same fields of another request, as one text.
    String of(RequestHead request) {
        return names.length == 0
                ? ""
                : Arrays.toString(names) + Arrays.toString(values(names, request));
    }

    boolean isSameAs(Selection other) {
        return Arrays.equals(names, other.names) && Arrays.equals(values, other.values);
    }

    int size() {
        int size = 0;
        for (int n = 0; n < names.length; n++) {
            String value = values[n];
            size += names[n].length() + (value == null ? 0 : value.length());
        }
        return size;
    }
}
