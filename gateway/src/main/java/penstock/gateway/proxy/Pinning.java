package penstock.gateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Pin;

/// Reads from requests which version they belong to, and tells clients.
final class Pinning {

    private final Pin pin;
    private final String path;

    /// `path` is where the cookie is sent back.
    Pinning(Pin pin, String path) {
        this.pin = pin;
        this.path = path.indexOf(';') < 0 ? path : "/";
    }

    /// Whether the request names the version.
    boolean names(RequestHead request, String versionId) {
        for (Pin.Key key : pin.by()) {
            Optional<String> found =
                    switch (key) {
                        case Pin.Key.Header(var name) -> request.header(name).map(Pin::encode);
                        case Pin.Key.Query(var name) -> query(request, name);
                        case Pin.Key.Cookie(var name) ->
                                isNavigation(request) ? Optional.empty() : request.cookie(name);
                    };
            if (found.isPresent()) {
                return found.get().equals(Pin.encode(versionId));
            }
        }
        return false;
    }

    private static boolean isNavigation(RequestHead request) {
        return request.header("Sec-Fetch-Mode").filter("navigate"::equals).isPresent();
    }

    private static Optional<String> query(RequestHead request, String name) {
        byte[] bytes = request.head().bytes();
        int from = request.targetFrom();
        while (from < request.targetTo() && bytes[from] != '?') {
            from++;
        }
        String query =
                new String(
                        bytes,
                        Math.min(from + 1, request.targetTo()),
                        Math.max(0, request.targetTo() - from - 1),
                        StandardCharsets.ISO_8859_1);
        for (String pair : query.split("&", -1)) {
            if (pair.length() > name.length() + 1 && pair.startsWith(name + "=")) {
                return Optional.of(pair.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    /// The header line that tells the client which version answered, empty when it knows.
    String cookie(RequestHead request, String versionId) {
        for (Pin.Key key : pin.by()) {
            if (key instanceof Pin.Key.Cookie(var name)) {
                String value = Pin.encode(versionId);
                boolean isKnown = request.cookie(name).filter(value::equals).isPresent();
                return isKnown
                        ? ""
                        : "Set-Cookie: %s=%s; Path=%s; HttpOnly; SameSite=Lax\r\n"
                                .formatted(name, value, path);
            }
        }
        return "";
    }
}
