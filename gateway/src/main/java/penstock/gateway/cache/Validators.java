package penstock.gateway.cache;

import java.util.OptionalLong;
import java.util.regex.Pattern;
import penstock.gateway.http.HeadBuffer;

/// By what an instance recognises an answer that it gave (RFC 9110 section 8.8).
///
/// @param tag its entity tag, empty without one
/// @param modified its `Last-Modified` as it was written, empty without one
public record Validators(String tag, String modified) {

    public static final Validators NONE = new Validators("", "");

    /// In seconds.
    private static final int CLOCKS_DIFFER = 60;

    private static final Pattern TAG = Pattern.compile("(W/)?\"[!#-~]*\"");

    /// Those of an answer; what is malformed is as good as none.
    static Validators of(HeadBuffer head, long now) {
        String tag = "";
        String modified = "";
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, "ETag") && tag.isEmpty() && TAG.matcher(head.value(i)).matches()) {
                tag = head.value(i);
            } else if (head.nameIs(i, "Last-Modified")
                    && modified.isEmpty()
                    && HttpDate.parse(head.value(i), now).isPresent()) {
                modified = head.value(i);
            }
        }
        return tag.isEmpty() && modified.isEmpty() ? NONE : new Validators(tag, modified);
    }

    public boolean isNone() {
        return tag.isEmpty() && modified.isEmpty();
    }

    /// Whether these are those of the same content, as far as the other says.
    boolean isSameAs(Validators other) {
        return other.tag.isEmpty()
                ? other.modified.isEmpty() || other.modified.equals(modified)
                : isSameTag(tag, other.tag);
    }

    /// The weak comparison (RFC 9110 section 8.8.3.2).
    private static boolean isSameTag(String one, String other) {
        return opaque(one).equals(opaque(other));
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /// Whether a client that sends these conditions has this content already, so that it is answered 304 (RFC 9110 section 13.2.2).
    ///
    /// @param date when the answer was made, for one without `Last-Modified`
    boolean isKnownTo(HeadBuffer request, long date, long now) {
        boolean hasTags = false;
        String since = "";
        for (int i = 0; i < request.count(); i++) {
            if (request.nameIs(i, "If-None-Match")) {
                hasTags = true;
                if (lists(request.value(i))) {
                    return true;
                }
            } else if (request.nameIs(i, "If-Modified-Since")) {
                since = since.isEmpty() ? request.value(i) : since;
            }
        }
        if (hasTags || since.isEmpty()) {
            return false;
        }
        OptionalLong known = HttpDate.parse(since, now);
        OptionalLong changed =
                modified.isEmpty() ? OptionalLong.of(date) : HttpDate.parse(modified, now);
        return known.isPresent() && changed.isPresent() && changed.getAsLong() <= known.getAsLong();
    }

    /// Whether a request for a part of the content that says `If-Range` means this content, by the strong comparison (RFC 9110 section
    /// 13.1.5). One that does not say so takes what there is.
    ///
    /// @param date when the answer was made
    boolean isRangeOf(HeadBuffer request, long date, long now) {
        for (int i = 0; i < request.count(); i++) {
            if (request.nameIs(i, "If-Range")) {
                String wanted = request.value(i);
                return wanted.startsWith("\"")
                        ? wanted.equals(tag)
                        : wanted.equals(modified) && isModifiedLongBefore(date, now);
            }
        }
        return true;
    }

    /// Whether it could not have been changed once more in the same second, by clocks that differ a little (section 8.8.2.2).
    private boolean isModifiedLongBefore(long date, long now) {
        OptionalLong changed = HttpDate.parse(modified, now);
        return changed.isPresent() && date - changed.getAsLong() >= CLOCKS_DIFFER;
    }

    private boolean lists(String tags) {
        if (tags.equals("*")) {
            return true;
        }
        if (tag.isEmpty()) {
            return false;
        }
        int at = 0;
        while (at < tags.length()) {
            int open = tags.indexOf('"', at);
            int close = open < 0 ? -1 : tags.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            if (tags.substring(open, close + 1).equals(opaque(tag))) {
                return true;
            }
            at = close + 1;
        }
        return false;
    }
}
