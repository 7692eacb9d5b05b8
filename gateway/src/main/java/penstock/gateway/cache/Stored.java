package penstock.gateway.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.Field;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.HeadWriter;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// An answer that is kept. Never changes, so many requests on several loops read it at once; one that was found good again is
/// another.
public final class Stored {

    /// What there is in memory besides head and body, about.
    private static final int OVERHEAD = 2_048;

    /// What a 304 says of the answer that the client has (RFC 9110 section 15.4.5).
    private static final String[] OF_NOT_MODIFIED = {
        "Cache-Control", "Content-Location", "Date", "ETag", "Expires", "Last-Modified", "Vary"
    };

    /// What tells the form of the content, which a 304 has none of (RFC 9111 section 3.2).
    private static final String[] OF_CONTENT = {
        "Content-Encoding", "Content-Length", "Content-Range", "Content-Type"
    };

    /// What is said of the whole content.
    private static final String[] OF_WHOLE = {"Content-Length", "Content-Digest", "Content-MD5"};

    private static final String PARTIAL = "HTTP/1.1 206 Partial Content\r\n";
    private static final String NOT_SATISFIABLE = "HTTP/1.1 416 Range Not Satisfiable\r\n";

    private final Storing.Kept kept;
    private final boolean allowsCredentials;
    private final ResponseHead head;
    private final byte[] body;
    private volatile @Nullable ResponseHead notModified;

    private Stored(Storing.Kept kept, boolean allowsCredentials, ResponseHead head, byte[] body) {
        this.kept = kept;
        this.allowsCredentials = allowsCredentials;
        this.head = head;
        this.body = body;
    }

    /// An answer as it came.
    ///
    /// @param dropsCookies whether its cookies are left out
    /// @throws BadMessageException when its head has become larger than a head may be
    static Stored of(Storing.Kept kept, ResponseHead response, byte[] body, boolean dropsCookies)
            throws BadMessageException {
        var out = new HeadWriter();
        HeadBuffer fields = response.head();
        out.put("HTTP/1.1 ").number(response.status()).put(" ");
        out.put(fields.bytes(), response.reasonFrom(), response.reasonTo()).endLine();
        boolean hasDate = false;
        for (int i = 0; i < fields.count(); i++) {
            if (isKept(response, i) && !(dropsCookies && fields.nameIs(i, "Set-Cookie"))) {
                out.field(fields, i);
                hasDate |= fields.field(i) == Field.DATE;
            }
        }
        if (!hasDate) {
            out.field("Date", HttpDate.text(kept.date()));
        }
        return new Stored(
                kept,
                Directives.of(fields).allowsCredentials(),
                finished(out, response.status(), body),
                body);
    }

    /// This one with what a 304 says of it.
    ///
    /// @throws BadMessageException when its head has become larger than a head may be
    Stored freshened(Storing.Kept again, ResponseHead update) throws BadMessageException {
        ResponseHead merged = finished(merge(update), status(), body);
        return new Stored(again, Directives.of(merged.head()).allowsCredentials(), merged, body);
    }

    /// The head that the answer would have after a 304, with its age, by which is judged whether it is still kept.
    ResponseHead merged(ResponseHead update) throws BadMessageException {
        HeadWriter out = merge(update);
        HeadBuffer fields = update.head();
        for (int i = 0; i < fields.count(); i++) {
            if (fields.nameIs(i, "Age")) {
                out.field(fields, i);
            }
        }
        return finished(out, status(), body);
    }

    private HeadWriter merge(ResponseHead update) {
        var out = new HeadWriter();
        HeadBuffer old = head.head();
        HeadBuffer fields = update.head();
        out.put("HTTP/1.1 ").number(status()).put(" ");
        out.put(old.bytes(), head.reasonFrom(), head.reasonTo()).endLine();
        for (int i = 0; i < old.count(); i++) {
            boolean isReplaced = !isAny(old, i, OF_CONTENT) && has(update, old, i);
            if (!isReplaced && old.field(i) != Field.CONTENT_LENGTH) {
                out.field(old, i);
            }
        }
        for (int i = 0; i < fields.count(); i++) {
            if (isKept(update, i) && !isAny(fields, i, OF_CONTENT) && !isCookie(fields, i)) {
                out.field(fields, i);
            }
        }
        return out;
    }

    private static boolean isKept(ResponseHead response, int index) {
        HeadBuffer fields = response.head();
        Field field = fields.field(index);
        return !field.isHopByHop()
                && field != Field.PENSTOCK_VERSION
                && field != Field.PENSTOCK_RESCUED
                && !response.isNominated(index)
                && !fields.nameIs(index, "Age");
    }

    private static boolean isCookie(HeadBuffer fields, int index) {
        return fields.nameIs(index, "Set-Cookie");
    }

    private static boolean has(ResponseHead update, HeadBuffer old, int index) {
        String name =
                new String(
                        old.bytes(),
                        old.nameFrom(index),
                        old.nameTo(index) - old.nameFrom(index),
                        StandardCharsets.ISO_8859_1);
        HeadBuffer fields = update.head();
        for (int i = 0; i < fields.count(); i++) {
            if (fields.nameIs(i, name) && isKept(update, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAny(HeadBuffer fields, int index, String[] names) {
        for (String name : names) {
            if (fields.nameIs(index, name)) {
                return true;
            }
        }
        return false;
    }

    private static ResponseHead finished(HeadWriter out, int status, byte[] body)
            throws BadMessageException {
        if (status != 204) {
            out.put("Content-Length: ").number(body.length).endLine();
        }
        return parsed(out.endLine(), body.length == 0);
    }

    private static ResponseHead parsed(HeadWriter out, boolean isAlone) throws BadMessageException {
        var buffer = new HeadBuffer();
        if (!buffer.feed(ByteBuffer.wrap(Arrays.copyOf(out.bytes(), out.length())))) {
            throw new IllegalStateException("a head that was made here has no end");
        }
        var made = new ResponseHead(buffer);
        made.parse();
        made.alone(isAlone);
        return made;
    }

    // --- what it is ---

    Storing.Kept kept() {
        return kept;
    }

    public Freshness freshness() {
        return kept.freshness();
    }

    public Validators validators() {
        return kept.validators();
    }

    public int status() {
        return head.status();
    }

    public byte[] body() {
        return body;
    }

    /// Bytes of memory, about.
    int weight() {
        // buffers of heads are up to twice as large, and there is the head of a 304 as well
        return OVERHEAD + 4 * headBytes() + kept.selection().size() + body.length;
    }

    private int headBytes() {
        HeadBuffer fields = head.head();
        return fields.count() == 0 ? 0 : fields.valueTo(fields.count() - 1);
    }

    // --- how it is given ---

    public ResponseHead head() {
        return head;
    }

    /// The head for a request that wants no body.
    public ResponseHead headAlone() {
        try {
            var same = new ResponseHead(head.head());
            same.parse();
            same.alone(true);
            return same;
        } catch (BadMessageException impossible) {
            throw new IllegalStateException("a head that was good is not", impossible);
        }
    }

    /// What a request gets of it.
    ///
    /// @param from the place of the first byte of the body that goes with it
    /// @param to the place behind the last one
    public record Given(ResponseHead head, int from, int to) {}

    /// @param range what the client asks for; null for all of it
    /// @param wall seconds since 1970
    public Given given(RequestHead request, @Nullable ByteRange range, long wall) {
        if (isKnownTo(request, wall)) {
            return new Given(notModified(), 0, 0);
        }
        if (request.isHead()) {
            return new Given(headAlone(), 0, 0);
        }
        boolean isForPart =
                range != null
                        && body.length > 0
                        && kept.validators().isRangeOf(request.head(), kept.date(), wall);
        return range != null && isForPart ? part(range) : new Given(head, 0, body.length);
    }

    /// RFC 9110 sections 15.3.7 and 15.5.17.
    private Given part(ByteRange range) {
        var out = new HeadWriter();
        HeadBuffer fields = head.head();
        boolean isThere = range.isIn(body.length);
        out.put(isThere ? PARTIAL : NOT_SATISFIABLE);
        for (int i = 0; i < fields.count(); i++) {
            boolean isOfAny = fields.field(i) == Field.DATE;
            if (isOfAny || (isThere && !isAny(fields, i, OF_WHOLE))) {
                out.field(fields, i);
            }
        }
        int from = isThere ? range.from(body.length) : 0;
        int to = isThere ? range.to(body.length) : 0;
        out.put("Content-Range: bytes ");
        if (isThere) {
            out.number(from).put("-").number(to - 1);
        } else {
            out.put("*");
        }
        out.put("/").number(body.length).endLine();
        out.put("Content-Length: ").number(to - from).endLine();
        return new Given(again(out, !isThere), from, to);
    }

    /// The head of a 304 that stands for this answer.
    private ResponseHead notModified() {
        ResponseHead known = notModified;
        if (known == null) {
            known = again(notModified(head), true);
            notModified = known;
        }
        return known;
    }

    /// The 304 for a client that has the content of an answer already; null for one that has not.
    public static @Nullable ResponseHead notModified(
            RequestHead request, ResponseHead response, long wall) {
        HeadBuffer fields = response.head();
        long date = Storing.date(fields, wall);
        return response.status() == 200
                        && Validators.of(fields, wall).isKnownTo(request.head(), date, wall)
                ? again(notModified(response), true)
                : null;
    }

    /// Whether a 304 is about this answer.
    public boolean isConfirmedBy(ResponseHead update, long wall) {
        return validators().isSameAs(Validators.of(update.head(), wall));
    }

    private static HeadWriter notModified(ResponseHead response) {
        var out = new HeadWriter();
        out.put("HTTP/1.1 304 Not Modified").endLine();
        HeadBuffer fields = response.head();
        for (int i = 0; i < fields.count(); i++) {
            if (isAny(fields, i, OF_NOT_MODIFIED) && !response.isNominated(i)) {
                out.field(fields, i);
            }
        }
        return out;
    }

    /// A head of fields that were in a head before.
    private static ResponseHead again(HeadWriter out, boolean isAlone) {
        try {
            return parsed(out.endLine(), isAlone);
        } catch (BadMessageException impossible) {
            throw new IllegalStateException("a head that was good is not", impossible);
        }
    }

    /// Whether a client has this content already.
    private boolean isKnownTo(RequestHead request, long wall) {
        return status() == 200 && kept.validators().isKnownTo(request.head(), kept.date(), wall);
    }

    // --- whom it answers ---

    boolean selects(RequestHead request) {
        return kept.selection().selects(request);
    }

    /// What may be done with it for a request, at a time.
    Use use(Asked asked, long now) {
        if (asked.hasCredentials() && !allowsCredentials) {
            return Use.NONE;
        }
        Freshness fresh = freshness();
        Directives wanted = asked.directives();
        if (fresh.isValidatedAlways() || wanted.isNoCache()) {
            return Use.VALIDATE;
        }
        long age = fresh.age(now);
        if ((wanted.maxAge() >= 0 && age > wanted.maxAge())
                || (wanted.minFresh() >= 0 && fresh.left(now) < wanted.minFresh())) {
            return Use.VALIDATE;
        }
        if (fresh.isFresh(now)) {
            return Use.FRESH;
        }
        if (fresh.isNeverStale() || (asked.isDemanding() && wanted.maxStale() < 0)) {
            return Use.VALIDATE;
        }
        long stale = fresh.staleness(now);
        if (wanted.maxStale() >= 0 && stale <= wanted.maxStale()) {
            return Use.STALE;
        }
        return stale <= fresh.whileRevalidate() && fresh.whileRevalidate() > 0
                ? Use.STALE_AND_REFRESH
                : Use.VALIDATE;
    }

    /// Whether it answers a request for which the instance has failed.
    public boolean isGoodEnoughAfterError(Asked asked, long now) {
        boolean isAllowed = !asked.hasCredentials() || allowsCredentials;
        return isAllowed
                && !asked.directives().isNoCache()
                && freshness().isGoodEnoughAfterError(now, asked.directives().staleIfError());
    }

    /// What may be done with an answer that is kept.
    public enum Use {
        NONE,
        FRESH,
        /// It is stale, and the client does not mind.
        STALE,
        /// It is stale, and given out while the instance is asked.
        STALE_AND_REFRESH,
        /// Only once the instance has said that it is still good.
        VALIDATE
    }
}
