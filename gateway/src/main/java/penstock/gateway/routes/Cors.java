package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// Which pages of other origins may ask, in the terms of the Fetch standard.
///
/// @param origins `*` for any, or origins such as `https://shop.example.com`, `https://*.example.com` or `http://localhost:3000`
/// @param credentials whether requests may carry cookies and the like; `*` then stands for what is asked for
/// @param methods besides GET, HEAD and POST; `*` for any
/// @param headers that requests may have; `*` for any
/// @param expose headers of answers that pages may read; `*` for any, which means nothing with credentials
/// @param maxAge how long a browser remembers the answer to a preflight, whole seconds
public record Cors(
        List<String> origins,
        boolean credentials,
        List<String> methods,
        List<String> headers,
        List<String> expose,
        Duration maxAge) {

    public static final String ANY = "*";

    private static final Pattern ORIGIN =
            Pattern.compile(
                    "[a-z][a-z0-9+.-]*://(\\*|(\\*\\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(:([0-9]{1,5}|\\*))?");
    private static final int MOST = 64;

    public Cors {
        origins = List.copyOf(origins);
        methods = list("methods", methods);
        headers = list("headers", headers);
        expose = list("expose", expose);
        Checks.range("number of origins", origins.size(), 0, MOST);
        for (String origin : origins) {
            if (!origin.equals(ANY) && !ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException(
                        "origins: \""
                                + origin
                                + "\" (expected: * or an origin such as https://shop.example.com or https://*.example.com, in"
                                + " lower case)");
            }
        }
        requireAlone("origins", origins);
        Checks.range("maxAge in seconds", maxAge.toSeconds(), 0, 86_400 * 30);
    }

    private static List<String> list(String what, List<String> names) {
        Checks.range("number of " + what, names.size(), 0, MOST);
        names.forEach(name -> Checks.token(what, name));
        requireAlone(what, names);
        return List.copyOf(names);
    }

    private static void requireAlone(String what, List<String> names) {
        if (names.size() > 1 && names.contains(ANY)) {
            throw new IllegalArgumentException(what + ": * with others (expected: * alone)");
        }
    }
}
