package penstock.gateway.cache;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;

/// What a request means to a cache.
public final class Asked {

    /// Fields by which some programs take another method, host or target than those of the request, which then is not what its answer
    /// would be kept under.
    private static final String[] MISLEADING = {
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Original-Host",
        "X-Host",
        "X-HTTP-Method",
        "X-HTTP-Method-Override",
        "X-Method-Override"
    };

    private static final String[] FOR_THE_INSTANCE = {"If-Match", "If-Unmodified-Since"};

    private final RequestHead request;
    private final Directives directives;
    private final boolean hasCredentials;
    private final boolean hasCookie;
    private final boolean hasConditions;
    private final boolean isForCache;
    private final @Nullable ByteRange range;

    /// @param heedsClient whether its `Cache-Control` counts
    /// @param isKnownClient whether the client has shown who it is in another way than by a header
    public Asked(RequestHead request, boolean heedsClient, boolean isKnownClient) {
        this.request = request;
        this.directives = heedsClient ? Directives.of(request.head()) : Directives.NONE;
        HeadBuffer head = request.head();
        boolean isPlain =
                !request.hasBody()
                        && !request.isUpgrade()
                        && (request.method().equals("GET") || request.isHead());
        boolean isKnown = isKnownClient;
        boolean isWithCookie = false;
        boolean isConditional = false;
        int ranges = 0;
        int rangeConditions = 0;
        int rangeAt = 0;
        for (int i = 0; i < head.count(); i++) {
            isPlain &= !isAny(head, i, FOR_THE_INSTANCE) && !isAny(head, i, MISLEADING);
            if (head.nameIs(i, "Range")) {
                ranges++;
                rangeAt = i;
            } else if (head.nameIs(i, "If-Range")) {
                rangeConditions++;
            }
            isKnown |= head.nameIs(i, "Authorization");
            isWithCookie |= head.nameIs(i, "Cookie");
            isConditional |= head.nameIs(i, "If-None-Match") || head.nameIs(i, "If-Modified-Since");
        }
        this.isForCache = isPlain && ranges + rangeConditions == 0;
        boolean isForPart = isPlain && !request.isHead() && ranges == 1 && rangeConditions <= 1;
        this.range = isForPart ? ByteRange.parse(head.value(rangeAt)).orElse(null) : null;
        this.hasCredentials = isKnown;
        this.hasCookie = isWithCookie;
        this.hasConditions = isConditional;
    }

    private Asked(Asked other) {
        this.request = other.request;
        this.directives = other.directives;
        this.hasCredentials = false;
        this.hasCookie = false;
        this.hasConditions = other.hasConditions;
        this.isForCache = other.isForCache;
        this.range = other.range;
    }

    /// The same from a client who does not show who it is.
    Asked byAnybody() {
        return new Asked(this);
    }

    private static boolean isAny(HeadBuffer head, int index, String[] names) {
        for (String name : names) {
            if (head.nameIs(index, name)) {
                return true;
            }
        }
        return false;
    }

    RequestHead request() {
        return request;
    }

    Directives directives() {
        return directives;
    }

    /// The part that it asks for, which could be taken from a stored answer; null of a request for all, and of one that only the
    /// instance understands.
    public @Nullable ByteRange range() {
        return range;
    }

    /// Whether a stored answer could be the answer, as a whole.
    public boolean isForCache() {
        return isForCache;
    }

    /// Whether it may change something, so that what is stored of its target may be wrong (RFC 9111 section 4.4).
    public boolean isUnsafe() {
        return switch (request.method()) {
            case "GET", "HEAD", "OPTIONS" -> false;
            default -> true;
        };
    }

    public boolean isOnlyIfCached() {
        return directives.isOnlyIfCached();
    }

    /// Whether the answer to it may be kept.
    public boolean isStorable() {
        return isForCache && !request.isHead() && !directives.isNoStore();
    }

    /// Whether it asks for something better than what another request got at the same time.
    public boolean isDemanding() {
        return directives.isNoCache() || directives.maxAge() >= 0 || directives.minFresh() >= 0;
    }

    /// Whether it shows who makes it, so that its answer may be for nobody else.
    boolean hasCredentials() {
        return hasCredentials;
    }

    boolean hasCookie() {
        return hasCookie;
    }

    /// Whether the client would be content to hear that what it has is still good.
    public boolean hasConditions() {
        return hasConditions;
    }
}
