package penstock.gateway.proxy;

import penstock.gateway.http.BadMessageException;

/// An answer that the gateway gives itself: a status, a stable code, and words that tell the client what to do and name the
/// route, but nothing of what is behind it.
record Problem(int status, String title, String code, String detail) {

    static Problem noRoute(String host) {
        return new Problem(
                404, "Not Found", "no_route", "no route serves this host and path: " + host);
    }

    static Problem noTable() {
        return new Problem(
                503,
                "Service Unavailable",
                "no_routes_yet",
                "the gateway has not heard of any route since its start; try again later");
    }

    static Problem tooManyConnections() {
        return new Problem(
                503,
                "Service Unavailable",
                "too_many_connections",
                "the gateway has as many connections as it can serve; try again later");
    }

    static Problem noInstance(String route) {
        return new Problem(
                503,
                "Service Unavailable",
                "no_instance",
                "route " + route + " has no instance to answer; try again later");
    }

    static Problem upstreamFailed(String route) {
        return new Problem(
                502,
                "Bad Gateway",
                "upstream_failed",
                "route " + route + " gave no complete answer");
    }

    static Problem upstreamTimeout(String route) {
        return new Problem(
                504,
                "Gateway Timeout",
                "upstream_timeout",
                "route " + route + " did not answer in time");
    }

    static Problem requestTimeout() {
        return new Problem(
                408, "Request Timeout", "request_timeout", "the request did not arrive in time");
    }

    static Problem tooLarge(String route, long limit) {
        return new Problem(
                413,
                "Content Too Large",
                "body_too_large",
                "route " + route + " takes request bodies of up to " + limit + " bytes");
    }

    static Problem of(BadMessageException bad) {
        String title =
                switch (bad.status()) {
                    case 405 -> "Method Not Allowed";
                    case 414 -> "URI Too Long";
                    case 417 -> "Expectation Failed";
                    case 431 -> "Request Header Fields Too Large";
                    case 505 -> "HTTP Version Not Supported";
                    default -> "Bad Request";
                };
        return new Problem(bad.status(), title, bad.code(), bad.detail());
    }

    String json() {
        return "{\"type\":\"about:blank\",\"title\":\""
                + escape(title)
                + "\",\"status\":"
                + status
                + ",\"code\":\""
                + code
                + "\",\"detail\":\""
                + escape(detail)
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
