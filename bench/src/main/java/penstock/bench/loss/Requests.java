package penstock.bench.loss;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import penstock.bench.upstream.Content;
import penstock.bench.upstream.Upstream;
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

    /// Of 1,000 requests the rest up to there are for pages, less those by way of the other service, and changes of pages.
    private static final int PAGES_FROM = 808;

    private static final int ASIDE = 10;
    private static final int PAGE_POSTS = 6;

    /// Shares of those who come from where nobody is denied: fewest where lists are only tried, as few go there.
    private static final int ORDINARY = 85;

    private static final int ORDINARY_ASIDE = 5;
    private static final Shot.Way FRESH = new Shot.Way.Fresh();

    /// What the route in `features.yaml` takes off a path.
    private static final String PREFIX = "/api";

    /// The same of what goes to the other service.
    private static final String ASIDE_PREFIX = "/aside";

    private static final String ORIGIN = "https://shop.example.com";

    /// @param answer the digest that the upstream must answer
    private record Upload(String content, String answer) {}

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
            uploads.add(new Upload(content, Upstream.digest(content)));
        }
    }

    /// Of 1,000 requests 4 upload, 2 download, 2 open a WebSocket, 200 post; a tenth of gets and posts comes on a new
    /// connection. With every feature another tenth comes by way of a `Route`, about 20 gets are of a group whose rate is limited, 160 are for
    /// pages and 10 go to another service, and each comes from an [address][Addresses].
    @Override
    public Shot next(RandomGenerator random) {
        last = hasFeatures ? last + 1 : Entrance.PLAIN.next(last);
        var shot = shot(last, random);
        int ordinary = isAside(shot) ? ORDINARY_ASIDE : ORDINARY;
        return hasFeatures ? Addresses.from(shot, ordinary, random) : shot;
    }

    private Shot shot(long id, RandomGenerator random) {
        int kind = random.nextInt(1_000);
        if (kind < 4) {
            var upload = uploads.get(random.nextInt(BODIES));
            return Shot.post("/upload/" + id, "text/plain", upload.content())
                    .expecting(upload.answer());
        }
        if (kind < 6) {
            return Shot.get("/download/" + id).checkedBy(Content.check(id));
        }
        if (kind < 8) {
            return Shot.socket("/socket/" + id, random.nextInt(SOCKET_MESSAGES) + 1, SOCKET_GAP);
        }
        if (hasFeatures && kind >= PAGES_FROM && kind < LIMITED_FROM) {
            return page(id, kind, random);
        }
        var path = (kind < 208 ? "/post/" : "/get/") + id;
        boolean isByRoute = hasFeatures && random.nextInt(10) == 0;
        var sent = isByRoute ? PREFIX + path : path;
        var shot = kind < 208 ? Shot.postJson(sent, "{}") : Shot.get(sent);
        if (isByRoute) {
            shot = byRoute(shot);
        } else if (hasFeatures && kind >= LIMITED_FROM) {
            shot = shot.with(Quota.GROUP_FIELD, Quota.GROUP);
        }
        return sometimesAlone(shot.expecting(path), random);
    }

    private static Shot sometimesAlone(Shot shot, RandomGenerator random) {
        return random.nextInt(10) == 0 ? shot.going(FRESH) : shot;
    }

    private static Shot page(long id, int kind, RandomGenerator random) {
        if (kind < PAGES_FROM + ASIDE) {
            var path = "/get/" + id;
            return sometimesAlone(Shot.get(ASIDE_PREFIX + path).expecting(path), random);
        }
        boolean isByRoute = random.nextInt(10) == 0;
        var prefix = isByRoute ? PREFIX : "";
        var shot =
                kind < PAGES_FROM + ASIDE + PAGE_POSTS
                        ? Pages.post(prefix, id, random)
                        : Pages.get(prefix, id, random);
        return sometimesAlone(isByRoute ? byRoute(shot) : shot, random);
    }

    private static Shot byRoute(Shot shot) {
        return shot.with("Origin", ORIGIN)
                .answeredWith("x-entry", "api")
                .answeredWith("access-control-allow-origin", ORIGIN);
    }

    /// Whether the request is one of the group whose rate is limited.
    static boolean isLimited(Shot shot) {
        return shot.fields().contains(Quota.GROUP_FIELD + ": " + Quota.GROUP);
    }

    /// Whether it goes to the other service, where lists of addresses are only tried.
    static boolean isAside(Shot shot) {
        return shot.path().startsWith(ASIDE_PREFIX);
    }

    static long id(Shot shot) {
        long told = Pages.id(shot);
        if (told >= 0) {
            return told;
        }
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
