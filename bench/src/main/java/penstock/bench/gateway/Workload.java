package penstock.bench.gateway;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import penstock.cli.api.ApiException;

/// What is asked for.
enum Workload {
    /// `GET`, answered with 1 KB.
    SMALL("1k", Entrance.PLAIN),
    /// `GET`, answered with 64 KB.
    LARGE("64k", Entrance.PLAIN),
    /// `POST` of 64 KB with a short answer.
    UPLOAD("upload-64k", Entrance.PLAIN),
    /// As the first, over TLS 1.3; connections are kept.
    TLS("tls-1k", Entrance.TLS),
    /// As the first, over HTTP/2 in clear text: 8 connections with 8 streams each.
    HTTP2("http2-1k", Entrance.HTTP2),
    /// A message of 100 bytes and its echo.
    WEBSOCKET("websocket", Entrance.PLAIN);

    /// By which port of a proxy it comes.
    enum Entrance {
        PLAIN,
        TLS,
        HTTP2
    }

    /// Bytes of the small answer and of the large one, and of what is uploaded.
    static final int SMALL_BYTES = 1_024;

    static final int LARGE_BYTES = 65_536;

    /// Requests that are under way at once when as much is asked as can be had.
    static final int AT_ONCE = 64;

    private final String text;
    private final Entrance entrance;

    Workload(String text, Entrance entrance) {
        this.text = text;
        this.entrance = entrance;
    }

    String text() {
        return text;
    }

    Entrance entrance() {
        return entrance;
    }

    int connections() {
        return this == HTTP2 ? AT_ONCE / Http2Talk.WIDTH : AT_ONCE;
    }

    /// How its requests are made, on a connection of its own.
    Talk talk(Users users) {
        return switch (this) {
            case SMALL, TLS -> new Http1Talk(users.requests("GET", "/1k", 0), SMALL_BYTES);
            case LARGE -> new Http1Talk(users.requests("GET", "/64k", 0), LARGE_BYTES);
            case UPLOAD ->
                    new Http1Talk(
                            users.requests("POST", "/upload", LARGE_BYTES), Backend.SHORT_BYTES);
            case HTTP2 -> new Http2Talk(users, SMALL_BYTES);
            case WEBSOCKET -> new WebSocketTalk(users.next());
        };
    }

    /// Reads a list of names, separated by commas.
    static List<Workload> parse(String names) {
        return Arrays.stream(names.split(",", -1)).map(Workload::of).distinct().toList();
    }

    private static Workload of(String name) {
        return Arrays.stream(values())
                .filter(each -> each.text.equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                ApiException.usage(
                                        "--workloads: \"%s\" (expected: of %s)"
                                                .formatted(name, names())));
    }

    static String names() {
        return Arrays.stream(values()).map(Workload::text).collect(Collectors.joining(","));
    }
}
