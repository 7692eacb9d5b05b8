package penstock.gateway.proxy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.routes.Closure;
import penstock.gateway.routes.Entry;

/// An answer that the gateway gives itself: a status, a stable code, and words that tell the client what to do and name what users
/// wrote by its kind (a route of the table is a service, an entry a rule of a Route), but nothing of what is behind it.
///
/// `retryAfter` in seconds, 0 to say nothing of it; `page` is for people, with an empty text there is none; `fields` stand in the head
/// besides. An answer that is no problem, such as a redirect, has an empty code and no body.
record Problem(
        int status,
        String title,
        String code,
        String detail,
        long retryAfter,
        Closure.Page page,
        List<HeaderLine> fields) {

    private static final Closure.Page NO_PAGE = new Closure.Page("application/problem+json", "");

    Problem(int status, String title, String code, String detail) {
        this(status, title, code, detail, 0, NO_PAGE, List.of());
    }

    /// An answer that is no problem.
    static Problem answer(int status, String title, List<HeaderLine> fields) {
        return new Problem(status, title, "", "", 0, NO_PAGE, fields);
    }

    Problem with(List<HeaderLine> others) {
        return new Problem(status, title, code, detail, retryAfter, page, others);
    }

    /// @param name of the limit
    /// @param retryAfter in seconds
    static Problem limited(String name, long retryAfter, List<HeaderLine> fields) {
        return new Problem(
                429,
                "Too Many Requests",
                "rate_limited",
                "rate limit " + name + " is reached; try again in " + retryAfter + " s",
                retryAfter,
                NO_PAGE,
                fields);
    }

    /// Its address is not one of those that may.
    ///
    /// @param what a service, a rule of a Route, or a host, with its kind
    static Problem denied(String what) {
        return new Problem(
                403, "Forbidden", "address_denied", "clients of this address may not use " + what);
    }

    static Problem maintenance(String service, Closure.Maintenance closed) {
        return closed(
                "maintenance",
                "service " + service + " is closed for maintenance; try again later",
                closed.retryAfter(),
                closed.page());
    }

    static Problem paused(String service, Duration retryAfter) {
        return closed(
                "paused",
                "service "
                        + service
                        + " is paused, for longer than requests may wait or with more than may",
                retryAfter,
                NO_PAGE);
    }

    private static Problem closed(
            String code, String detail, Duration retryAfter, Closure.Page page) {
        long seconds = Math.max(1, retryAfter.toSeconds());
        return new Problem(503, "Service Unavailable", code, detail, seconds, page, List.of());
    }

    static Problem noRoute(String host) {
        return new Problem(
                404,
                "Not Found",
                "no_route",
                host.isEmpty()
                        ? "no service or route takes a request that names no host"
                        : "no service or route takes this host and path: " + host);
    }

    static Problem noTable() {
        return new Problem(
                503,
                "Service Unavailable",
                "no_routes_yet",
                "the gateway has not yet heard of any service since its start; try again later");
    }

    /// The client asks by a connection that is not for this host.
    static Problem misdirected(String host) {
        return new Problem(
                421,
                "Misdirected Request",
                "misdirected",
                "this connection is not for host "
                        + host
                        + "; connect with TLS for that host, with a client certificate if it asks for one");
    }

    static Problem tooManyConnections() {
        return new Problem(
                503,
                "Service Unavailable",
                "too_many_connections",
                "the gateway has as many connections as it can serve; try again later");
    }

    static Problem noInstance(String service) {
        return new Problem(
                503,
                "Service Unavailable",
                "no_instance",
                "service " + service + " has no instance to answer; try again later");
    }

    /// What was turned away, so that it says to the client when to come again.
    ///
    /// @param retryAfter in seconds
    static Problem turnedAway(TurnedAway why, String service, long retryAfter) {
        return switch (why) {
            case NO_INSTANCE -> noInstance(service);
            case OPEN ->
                    busy(
                            "breaker_open",
                            "service " + service + " has failed too often; try again later",
                            retryAfter);
            case FULL ->
                    busy(
                            "breaker_full",
                            "service "
                                    + service
                                    + " has as many requests as it may; try again later",
                            retryAfter);
            case OVERLOADED ->
                    busy(
                            "overloaded",
                            "service " + service + " has more to do than it can; try again later",
                            retryAfter);
        };
    }

    private static Problem busy(String code, String detail, long retryAfter) {
        return new Problem(
                503, "Service Unavailable", code, detail, retryAfter, NO_PAGE, List.of());
    }

    /// The entry has nowhere to send any request: no backend at all, or none with a weight.
    static Problem noBackend(Entry entry) {
        return noBackend(
                entry.backends().isEmpty()
                        ? "route " + entry.name() + " names no service"
                        : "route "
                                + entry.name()
                                + " gives weight 0 to each service that it names, so none may answer");
    }

    /// The entry's backend for the request is no service, or one that is not reached through the gateway.
    static Problem noBackend(Entry entry, Entry.Backend chosen) {
        return noBackend(
                "service "
                        + chosen.route()
                        + ", which route "
                        + entry.name()
                        + " names, does not exist or has no section route");
    }

    private static Problem noBackend(String detail) {
        return new Problem(500, "Internal Server Error", "no_backend", detail);
    }

    /// The client wants only what is kept.
    static Problem notCached(String service) {
        return new Problem(
                504,
                "Gateway Timeout",
                "not_cached",
                "nothing is kept that answers this request, and its only-if-cached forbids to ask service "
                        + service);
    }

    static Problem unable(String service) {
        return new Problem(
                503,
                "Service Unavailable",
                "gateway_exhausted",
                "the gateway has no means left for a connection to service "
                        + service
                        + "; try again later",
                1,
                NO_PAGE,
                List.of());
    }

    static Problem upstreamFailed(String service) {
        return new Problem(
                502,
                "Bad Gateway",
                "upstream_failed",
                "service " + service + " gave no complete answer");
    }

    /// Why, is in the log.
    static Problem insecure(String service) {
        return new Problem(
                502,
                "Bad Gateway",
                "upstream_insecure",
                "service " + service + " could not be asked, as TLS with its instance failed");
    }

    static Problem upstreamTimeout(String service) {
        return new Problem(
                504,
                "Gateway Timeout",
                "upstream_timeout",
                "service " + service + " did not answer in time");
    }

    static Problem requestTimeout() {
        return new Problem(
                408, "Request Timeout", "request_timeout", "the request did not arrive in time");
    }

    static Problem tooLarge(String service, long limit) {
        return new Problem(
                413,
                "Content Too Large",
                "body_too_large",
                "service " + service + " takes request bodies of up to " + limit + " bytes");
    }

    static Problem urlTooLong(String service, int limit) {
        return new Problem(
                414,
                "URI Too Long",
                "uri_too_long",
                "service " + service + " takes paths with queries of up to " + limit + " bytes");
    }

    static Problem headTooLarge(String service, int limit) {
        return new Problem(
                431,
                "Request Header Fields Too Large",
                "headers_too_large",
                "service " + service + " takes heads of up to " + limit + " bytes");
    }

    static Problem answerTooLarge(String service) {
        return new Problem(
                502,
                "Bad Gateway",
                "answer_too_large",
                "service " + service + " gave an answer that is larger than it may be");
    }

    static Problem of(BadMessageException bad) {
        String title =
                switch (bad.status()) {
                    case 405 -> "Method Not Allowed";
                    case 414 -> "URI Too Long";
                    case 417 -> "Expectation Failed";
                    case 421 -> "Misdirected Request";
                    case 431 -> "Request Header Fields Too Large";
                    case 501 -> "Not Implemented";
                    case 505 -> "HTTP Version Not Supported";
                    default -> "Bad Request";
                };
        return new Problem(bad.status(), title, bad.code(), bad.detail());
    }

    String contentType() {
        return page.text().isEmpty() ? NO_PAGE.contentType() : page.contentType();
    }

    /// Whether there is nothing to say but the head.
    boolean isBare() {
        return code.isEmpty();
    }

    /// @param requestId for whoever reads the log
    byte[] body(String requestId) {
        if (isBare()) {
            return new byte[0];
        }
        return (page.text().isEmpty() ? json(requestId) : page.text())
                .getBytes(StandardCharsets.UTF_8);
    }

    private String json(String requestId) {
        return "{\"type\":\"about:blank\",\"title\":\""
                + escape(title)
                + "\",\"status\":"
                + status
                + ",\"code\":\""
                + code
                + "\",\"detail\":\""
                + escape(detail)
                + "\",\"requestId\":\""
                + escape(requestId)
                + "\"}\n";
    }

    private static String escape(String text) {
        var escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else if (c < ' ') {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
