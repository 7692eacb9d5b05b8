package penstock.bench.loss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import penstock.bench.upstream.Content;
import penstock.bench.upstream.Upstream;
import penstock.cli.load.Body;
import penstock.cli.load.Shot;

/// The requests of a run against our own upstream, each with a number of its own at the end of its path, which also says by which
/// [Entrance] it comes.
final class Requests implements Shot.Source {
    private static final int BODIES = 8;
    private static final int LEAST_UPLOAD = 200_000;
    private static final int UPLOAD_SPREAD = 200_000;
    private static final Duration SOCKET_GAP = Duration.ofMillis(100);
    private static final int SOCKET_MESSAGES = 30;
    private static final int LIMITED_FROM = 978;
    private static final Shot.Way FRESH = new Shot.Way.Fresh();

    /// What the route in `features.yaml` takes off a path.
    private static final String PREFIX = "/api";

    private static final String ORIGIN = "https://shop.example.com";

    /// @param answer the digest that the upstream must answer
    private record Upload(String content, Body answer) {}

    private final List<Upload> uploads = new ArrayList<>();
    private final boolean hasFeatures;
    private long last;

    /// @param hasFeatures whether they use every feature of the gateway, or are for the plain entrance and the service's own route only
    Requests(RandomGenerator random, boolean hasFeatures) {
        this.hasFeatures = hasFeatures;
        for (int i = 0; i < BODIES; i++) {
            var bytes = new byte[(LEAST_UPLOAD + random.nextInt(UPLOAD_SPREAD)) / 2];
            random.nextBytes(bytes);
            var content = HexFormat.of().formatHex(bytes);
            uploads.add(new Upload(content, Body.of(Upstream.digest(content))));
        }
    }

    /// Of 1,000 requests 4 upload, 2 download, 2 open a WebSocket, 200 post; a tenth of gets and posts comes on a new
    /// connection. With every feature another tenth comes by way of a `Route`, and about 20 gets are of a group whose rate is limited.
    @Override
    public Shot next(RandomGenerator random) {
        last = hasFeatures ? last + 1 : Entrance.PLAIN.next(last);
        long id = last;
        int kind = random.nextInt(1_000);
        if (kind < 4) {
            var upload = uploads.get(random.nextInt(BODIES));
            return Shot.post("/upload/" + id, "text/plain", upload.content())
                    .expecting(upload.answer());
        }
        if (kind < 6) {
            return Shot.get("/download/" + id).expecting(Content.whole(id));
        }
        if (kind < 8) {
            return Shot.socket("/socket/" + id, random.nextInt(SOCKET_MESSAGES) + 1, SOCKET_GAP);
        }
        var path = (kind < 208 ? "/post/" : "/get/") + id;
        boolean isByRoute = hasFeatures && random.nextInt(10) == 0;
        var sent = isByRoute ? PREFIX + path : path;
        var shot = kind < 208 ? Shot.postJson(sent, "{}") : Shot.get(sent);
        if (isByRoute) {
            shot =
                    shot.with("Origin", ORIGIN)
                            .answeredWith("x-entry", "api")
                            .answeredWith("access-control-allow-origin", ORIGIN);
        } else if (hasFeatures && kind >= LIMITED_FROM) {
            shot = shot.with(Quota.GROUP_FIELD, Quota.GROUP);
        }
        var expecting = shot.expecting(Body.of(path));
        return random.nextInt(10) == 0 ? expecting.going(FRESH) : expecting;
    }

    /// Whether the request is one of the group whose rate is limited.
    static boolean isLimited(Shot shot) {
        return shot.fields().contains(Quota.GROUP_FIELD + ": " + Quota.GROUP);
    }

    static long id(Shot shot) {
        return Long.parseLong(shot.path().substring(shot.path().lastIndexOf('/') + 1));
    }

    /// What a request takes by itself, however fast everything is.
    static Duration leastTime(Shot shot) {
        if (shot.way() instanceof Shot.Way.Socket(int messages, var gap)) {
            return gap.multipliedBy(messages);
        }
        return shot.path().startsWith("/download/")
                ? Content.GAP.multipliedBy(Content.CHUNKS)
                : Duration.ZERO;
    }

    /// For the count by kind: the first part of the path, and whether the connection was a new one.
    static String kind(Shot shot) {
        var path =
                shot.path().startsWith(PREFIX)
                        ? "by route " + shot.path().substring(PREFIX.length() + 1)
                        : shot.path().substring(1);
        var first = (isLimited(shot) ? "limited " : "") + path.split("/", 2)[0];
        return shot.way().equals(FRESH) ? first + " on a new connection" : first;
    }
}
