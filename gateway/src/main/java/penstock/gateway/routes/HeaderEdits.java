package penstock.gateway.routes;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Changes to the header of a request or an answer. Each name stands in one of the lists only.
///
/// @param set in place of all fields of the name
/// @param add besides those that are there
/// @param remove names
public record HeaderEdits(List<Field> set, List<Field> add, List<String> remove) {

    public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

    private static final int MOST = 64;

    /// What says where a message begins and ends, concerns one connection only, or is the gateway's own word.
    private static final Set<String> OURS =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "forwarded",
                    "host",
                    "keep-alive",
                    "penstock-rescued",
                    "penstock-shadow",
                    "penstock-version",
                    "proxy",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "x-forwarded-for",
                    "x-forwarded-host",
                    "x-forwarded-proto",
                    "x-request-id");

    public HeaderEdits {
        set = List.copyOf(set);
        add = List.copyOf(add);
        remove = List.copyOf(remove);
        Checks.range("number of headers", set.size() + add.size() + remove.size(), 0, MOST);
        Set<String> names = new HashSet<>();
        set.forEach(field -> require(field.name(), names));
        add.forEach(field -> require(field.name(), names));
        remove.forEach(name -> require(name, names));
    }

    /// @param value visible ASCII characters, with blanks in between
    public record Field(String name, String value) {

        private static final Pattern VALUE = Pattern.compile("[!-~]([ -~\\t]{0,4094}[!-~])?");

        public Field {
            if (!VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        name
                                + ": \""
                                + value
                                + "\" (expected: 1 to 4096 visible ASCII characters, with blanks only in between)");
            }
        }
    }

    private static void require(String name, Set<String> names) {
        Checks.token("header", name);
        String lower = name.toLowerCase(Locale.ROOT);
        if (OURS.contains(lower.replace('_', '-'))) {
            throw new IllegalArgumentException(
                    "header: \""
                            + name
                            + "\" (expected: none that frames a message, concerns one connection or is the gateway's own; Host"
                            + " is changed by a rewrite)");
        }
        if (!names.add(lower)) {
            throw new IllegalArgumentException(
                    "header: \"" + name + "\" (expected: only once, in set, add or remove)");
        }
    }
}
