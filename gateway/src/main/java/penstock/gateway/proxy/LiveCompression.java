package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.encoding.Acceptance;
import penstock.gateway.encoding.Encoders;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.Compression;

/// Which answers of a route are compressed, by what both sides say in their heads. Made once for a table.
final class LiveCompression {

    /// What is to become of an answer.
    ///
    /// @param coding null when it goes out as it is
    /// @param plain what its head gets then
    record Plan(@Nullable Coding coding, Filtering.@Nullable Dress plain) {}

    private static final String ACCEPT = "Accept-Encoding";
    private static final String ETAG = "ETag";
    private static final HeaderLine VARY = new HeaderLine("Vary", ACCEPT);

    private static final int NOT_MODIFIED = 304;

    /// A call of gRPC is compressed by its own rules, message by message.
    private static final String GRPC = "application/grpc";

    /// Digests of the content as the instance has sent it (RFC 9530, and the older fields).
    private static final List<String> DIGESTS =
            List.of("Content-Digest", "Repr-Digest", "Digest", "Content-MD5");

    final Compression words;
    final EncodingStats stats;

    private final List<Coding> codings;
    private final ContentTypes types;

    LiveCompression(Compression words, EncodingStats stats) {
        this.words = words;
        this.stats = stats;
        this.codings = words.codings().stream().filter(Encoders::has).toList();
        this.types = new ContentTypes(words.types());
    }

    Plan plan(RequestHead request, ResponseHead response, Filtering.@Nullable Dress dress) {
        var fields = new AnswerFields(response, dress == null ? Edits.NONE : dress.edits());
        if (response.status() == NOT_MODIFIED) {
            return new Plan(null, notModified(request, fields, dress));
        }
        if (!isCompressible(response, fields) || isForbidden(request)) {
            return new Plan(null, dress);
        }
        Filtering.Dress plain = varied(fields, dress);
        return new Plan(coding(request, response), plain);
    }

    /// What depends on the answer alone, so that all clients are told of it alike.
    private boolean isCompressible(ResponseHead response, AnswerFields fields) {
        int status = response.status();
        if (status == 204 || status == 205 || status == 206) {
            return false;
        }
        String type = fields.joined("Content-Type");
        if (type.isEmpty()
                || !types.has(type)
                || ContentTypes.essence(type).startsWith(GRPC)
                || fields.has("Content-Encoding")
                || fields.has("Content-Range")
                || fields.lists("Cache-Control", "no-transform")) {
            return false;
        }
        for (String digest : DIGESTS) {
            if (fields.has(digest) || fields.lists("Trailer", digest)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isForbidden(RequestHead request) {
        return AnswerFields.isIn(joined(request, "Cache-Control"), "no-transform");
    }

    private @Nullable Coding coding(RequestHead request, ResponseHead response) {
        boolean hasNone = response.isAlone() && !request.isHead();
        if (hasNone || (request.minorVersion() == 0 && !request.isStream())) {
            return null;
        }
        boolean isSecret =
                request.headerSpan("Cookie") != RequestHead.NOWHERE
                        || request.headerSpan("Authorization") != RequestHead.NOWHERE;
        String list = joined(request, ACCEPT);
        if (list.isEmpty() || (isSecret && !words.withCredentials())) {
            return null;
        }
        var accepted = Acceptance.of(list);
        long length = response.contentLength();
        long least = accepted.refusesIdentity() ? 1 : words.leastBytes();
        return length >= 0 && length < least ? null : accepted.best(codings);
    }

    private static String joined(RequestHead request, String name) {
        HeadBuffer head = request.head();
        String all = null;
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, name)) {
                all = all == null ? head.value(i) : all + ", " + head.value(i);
            }
        }
        return all == null ? "" : all;
    }

    /// Other clients may get another form of the same answer (RFC 9110 section 12.5.5).
    private static Filtering.@Nullable Dress varied(
            AnswerFields fields, Filtering.@Nullable Dress dress) {
        return fields.lists("Vary", ACCEPT) || fields.lists("Vary", "*")
                ? dress
                : Filtering.Dress.with(List.of(VARY), dress);
    }

    /// What a client has that the gateway compressed has a weak validator; so must be the answer that it still holds
    /// (RFC 9110 section 15.4.5).
    private Filtering.@Nullable Dress notModified(
            RequestHead request, AnswerFields fields, Filtering.@Nullable Dress dress) {
        String type = fields.joined("Content-Type");
        if (!type.isEmpty() && !types.has(type)) {
            return dress;
        }
        Filtering.Dress varied = varied(fields, dress);
        String tag = fields.joined(ETAG);
        boolean isHeldWeak = isStrong(tag) && joined(request, "If-None-Match").contains("W/" + tag);
        return isHeldWeak ? weakened(tag, varied) : varied;
    }

    private static boolean isStrong(String tag) {
        return tag.length() > 1 && tag.startsWith("\"") && tag.indexOf('"', 1) == tag.length() - 1;
    }

    private static Filtering.Dress weakened(String tag, Filtering.@Nullable Dress dress) {
        List<HeaderLine> more = new ArrayList<>(dress == null ? List.of() : dress.more());
        more.add(new HeaderLine(ETAG, "W/" + tag));
        Edits edits = dress == null ? Edits.NONE : dress.edits();
        return new Filtering.Dress(edits.without(List.of(ETAG)), more);
    }

    /// What the head of a compressed answer gets: its bytes are not those of the instance, so a strong validator becomes a weak
    /// one, and parts of it are not to be had (RFC 9110 sections 8.8.1 and 14.3).
    Filtering.Dress encoded(Plan plan, ResponseHead response, Coding coding) {
        Filtering.Dress plain = plan.plain();
        Edits edits = plain == null ? Edits.NONE : plain.edits();
        String tag = new AnswerFields(response, edits).joined(ETAG);
        Filtering.Dress dress = isStrong(tag) ? weakened(tag, plain) : plain;
        List<HeaderLine> more = new ArrayList<>(dress == null ? List.of() : dress.more());
        more.add(new HeaderLine("Content-Encoding", coding.text()));
        Edits kept = dress == null ? Edits.NONE : dress.edits();
        return new Filtering.Dress(kept.without(List.of("Accept-Ranges")), more).recoded();
    }
}
