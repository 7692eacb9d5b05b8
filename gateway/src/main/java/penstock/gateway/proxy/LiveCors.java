package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Cors;
import penstock.gateway.routes.HeaderEdits;

/// What pages of other origins are told, by the Fetch standard (section 3.3).
final class LiveCors {

    static final String REQUESTED_METHOD = "Access-Control-Request-Method";

    /// An instance has no say in it.
    static final HeaderEdits DROPPED =
            new HeaderEdits(
                    List.of(),
                    List.of(),
                    List.of(
                            "Access-Control-Allow-Origin",
                            "Access-Control-Allow-Credentials",
                            "Access-Control-Allow-Methods",
                            "Access-Control-Allow-Headers",
                            "Access-Control-Expose-Headers",
                            "Access-Control-Max-Age"));

    private static final String EXPOSED = "Access-Control-Expose-Headers";
    private static final String REQUESTED_HEADERS = "Access-Control-Request-Headers";
    private static final int MAX_ORIGIN = 512;

    private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    private final Cors cors;
    private final boolean isForAll;

    /// What the answers to others have.
    private final List<HeaderLine> ofOthers;

    /// What those that may ask are told besides who may.
    private final List<HeaderLine> ofAllowed = new ArrayList<>();

    LiveCors(Cors cors) {
        this.cors = cors;
        this.isForAll = cors.origins().contains(Cors.ANY) && !cors.credentials();
        this.ofOthers = isForAll ? List.of() : List.of(new HeaderLine("Vary", "Origin"));
        if (cors.credentials()) {
            ofAllowed.add(new HeaderLine("Access-Control-Allow-Credentials", "true"));
        }
        if (!cors.expose().isEmpty()) {
            ofAllowed.add(new HeaderLine(EXPOSED, String.join(", ", cors.expose())));
        }
    }

    /// A browser asks whether it may ask.
    static boolean isPreflight(RequestHead request) {
        return request.method().equals("OPTIONS")
                && request.headerSpan("Origin") != RequestHead.NOWHERE
                && request.headerSpan(REQUESTED_METHOD) != RequestHead.NOWHERE;
    }

    /// The answer to a preflight; a page that may not ask is told nothing, and its browser gives up.
    Problem preflight(RequestHead request) {
        List<HeaderLine> fields = new ArrayList<>();
        if (!allowedOrigin(request).isEmpty()) {
            allowMethods(request, fields);
            allowHeaders(request, fields);
            fields.add(
                    new HeaderLine(
                            "Access-Control-Max-Age", Long.toString(cors.maxAge().toSeconds())));
        }
        return Problem.answer(204, "No Content", fields);
    }

    private void allowMethods(RequestHead request, List<HeaderLine> fields) {
        if (cors.credentials() && cors.methods().contains(Cors.ANY)) {
            fields.add(
                    new HeaderLine(
                            "Access-Control-Allow-Methods",
                            request.header(REQUESTED_METHOD).filter(LiveCors::isList).orElse("")));
        } else if (!cors.methods().isEmpty()) {
            fields.add(
                    new HeaderLine(
                            "Access-Control-Allow-Methods", String.join(", ", cors.methods())));
        }
    }

    private void allowHeaders(RequestHead request, List<HeaderLine> fields) {
        boolean isAny = cors.headers().contains(Cors.ANY);
        String asked = request.header(REQUESTED_HEADERS).filter(LiveCors::isList).orElse("");
        String told = isAny && cors.credentials() ? asked : String.join(", ", cors.headers());
        if (!told.isEmpty()) {
            fields.add(new HeaderLine("Access-Control-Allow-Headers", told));
        }
    }

    private static boolean isList(String names) {
        return names.matches("[!#$%&'*+.^_`|~0-9A-Za-z, -]{1,4096}") && !names.isBlank();
    }

    /// What every answer has, a preflight's too.
    List<HeaderLine> fields(RequestHead request) {
        String origin = allowedOrigin(request);
        if (origin.isEmpty()) {
            return ofOthers;
        }
        List<HeaderLine> fields = new ArrayList<>(ofOthers);
        fields.add(new HeaderLine("Access-Control-Allow-Origin", isForAll ? Cors.ANY : origin));
        boolean isPreflight = isPreflight(request);
        for (HeaderLine each : ofAllowed) {
            if (!isPreflight || !each.name().equals(EXPOSED)) {
                fields.add(each);
            }
        }
        return fields;
    }

    /// As the request says it; empty when it says none that may ask.
    private String allowedOrigin(RequestHead request) {
        long span = request.headerSpan("Origin");
        if (span == RequestHead.NOWHERE) {
            return "";
        }
        String origin =
                Ascii.text(
                        request.head().bytes(),
                        RequestHead.spanFrom(span),
                        RequestHead.spanTo(span));
        if (origin.length() > MAX_ORIGIN || !isVisible(origin)) {
            return "";
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        for (String allowed : cors.origins()) {
            if (isMet(allowed, lower)) {
                return origin;
            }
        }
        return "";
    }

    private static boolean isVisible(String text) {
        boolean isVisible = true;
        for (int i = 0; i < text.length(); i++) {
            isVisible &= text.charAt(i) > ' ' && text.charAt(i) < 0x7f;
        }
        return isVisible;
    }

    /// A star stands for one or more labels of a host at its left, or for any port; alone for any host, or any origin.
    static boolean isMet(String allowed, String origin) {
        if (allowed.equals(Cors.ANY) || allowed.equals(origin)) {
            return true;
        }
        int scheme = allowed.indexOf("://") + 3;
        if (allowed.indexOf('*') < 0 || !origin.startsWith(allowed.substring(0, scheme))) {
            return false;
        }
        int port = portAt(allowed, scheme);
        int originPort = portAt(origin, scheme);
        String wantedPort = allowed.substring(port);
        return isHost(allowed.substring(scheme, port), origin.substring(scheme, originPort))
                && (wantedPort.equals(":*") || wantedPort.equals(origin.substring(originPort)));
    }

    private static int portAt(String origin, int from) {
        int colon = origin.lastIndexOf(':');
        boolean isPort = colon >= from && colon > origin.lastIndexOf(']');
        return isPort ? colon : origin.length();
    }

    private static boolean isHost(String allowed, String host) {
        if (allowed.startsWith("*") && !HOST.matcher(host).matches()) {
            return false;
        }
        if (allowed.equals("*")) {
            return true;
        }
        return allowed.startsWith("*.")
                ? host.endsWith(allowed.substring(1)) && host.length() >= allowed.length()
                : host.equals(allowed);
    }
}
