package penstock.gateway.cache;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Field;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.ResponseHead;

/// Says of answers whether they are kept, and how (RFC 9111 section 3).
///
/// @param lifetime seconds that an answer is fresh which says nothing of it itself; 0 for none (section 4.2.2)
/// @param whileRevalidate what holds for an answer without `stale-while-revalidate`, in seconds
/// @param ifError what holds for an answer without `stale-if-error`, in seconds
/// @param dropsCookies whether an answer that sets cookies is kept without them; otherwise it is not kept
public record Storing(long lifetime, long whileRevalidate, long ifError, boolean dropsCookies) {

    /// What is known of an answer that is kept.
    record Kept(Freshness freshness, Selection selection, Validators validators, long date) {}

    /// When an answer came.
    ///
    /// @param asked when the request left, as `now` by the clock of time limits, in nanoseconds
    /// @param wall the time of day, in seconds since 1970
    public record Moment(long asked, long now, long wall) {}

    private static final long NANOS = 1_000_000_000L;

    /// Null when the answer is for this request only, or for nobody later.
    @Nullable Kept judge(Asked asked, ResponseHead response, Moment moment) {
        HeadBuffer head = response.head();
        Directives directives = Directives.of(head);
        if (!isForOthers(asked, response, directives)) {
            return null;
        }
        Optional<Selection> selection = Selection.of(head, asked.request());
        Freshness freshness = freshness(asked, response, directives, moment);
        if (selection.isEmpty() || freshness == null) {
            return null;
        }
        Validators validators = Validators.of(head, moment.wall());
        boolean isUseful =
                !validators.isNone()
                        || (!freshness.isValidatedAlways()
                                && freshness.lifetime()
                                                + Math.max(
                                                        freshness.whileRevalidate(),
                                                        freshness.ifError())
                                        > freshness.initialAge());
        return isUseful
                ? new Kept(freshness, selection.get(), validators, date(head, moment.wall()))
                : null;
    }

    private boolean isForOthers(Asked asked, ResponseHead response, Directives directives) {
        int status = response.status();
        return asked.isStorable()
                && status >= 200
                && status < 500
                && status != 206
                && status != 304
                && !directives.isNoStore()
                && !directives.isPrivate()
                && (!asked.hasCredentials() || directives.allowsCredentials())
                && (dropsCookies || !has(response.head(), "Set-Cookie"));
    }

    private static boolean has(HeadBuffer head, String name) {
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, name)) {
                return true;
            }
        }
        return false;
    }

    /// Null when nobody says how long it is fresh, nor that it may be kept at all.
    private @Nullable Freshness freshness(
            Asked asked, ResponseHead response, Directives directives, Moment moment) {
        HeadBuffer head = response.head();
        long told = told(head, directives, moment);
        boolean isTold = told >= 0;
        if (!isTold && !directives.isNoCache()) {
            boolean isUsual = lifetime > 0 && isAnybodys(asked, response.status());
            if (!isUsual && !directives.isPublic()) {
                return null;
            }
            told = isUsual ? lifetime : 0;
        }
        boolean isNeverStale = directives.forbidsStale();
        return new Freshness(
                Math.max(0, told),
                initialAge(head, moment),
                moment.now(),
                directives.isNoCache(),
                isNeverStale,
                isNeverStale ? 0 : or(directives.staleWhileRevalidate(), whileRevalidate),
                isNeverStale ? 0 : or(directives.staleIfError(), ifError));
    }

    private static long or(long told, long usual) {
        return told >= 0 ? told : usual;
    }

    /// Only what is the same for all, and of a status that may be kept unasked (RFC 9110 section 15.1).
    private static boolean isAnybodys(Asked asked, int status) {
        return !asked.hasCredentials()
                && !asked.hasCookie()
                && switch (status) {
                    case 200, 203, 204, 300, 301, 308, 404, 405, 410, 414 -> true;
                    default -> false;
                };
    }

    /// The lifetime that the answer tells, -1 when it tells none (RFC 9111 section 4.2.1).
    private static long told(HeadBuffer head, Directives directives, Moment moment) {
        if (directives.sharedMaxAge() >= 0) {
            return directives.sharedMaxAge();
        }
        if (directives.maxAge() >= 0) {
            return directives.maxAge();
        }
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, "Expires")) {
                OptionalLong expires = HttpDate.parse(head.value(i), moment.wall());
                // what is no date lies in the past (section 5.3)
                return expires.isEmpty()
                        ? 0
                        : Math.clamp(
                                expires.getAsLong() - date(head, moment.wall()),
                                0,
                                Directives.MOST);
            }
        }
        return -1;
    }

    /// RFC 9111 section 4.2.3.
    private static long initialAge(HeadBuffer head, Moment moment) {
        long apparent = Math.max(0, moment.wall() - date(head, moment.wall()));
        long delay = Math.max(0, moment.now() - moment.asked()) / NANOS;
        long corrected = told(head) + delay;
        return Math.min(Directives.MOST, Math.max(apparent, corrected));
    }

    /// The first member of the field `Age` (section 5.1).
    private static long told(HeadBuffer head) {
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, "Age")) {
                return Directives.seconds(head.value(i).split(",", -1)[0].strip(), 0);
            }
        }
        return 0;
    }

    /// When the answer was made; one that does not say was made when it came (RFC 9110 section 6.6.1).
    static long date(HeadBuffer head, long wall) {
        for (int i = 0; i < head.count(); i++) {
            if (head.field(i) == Field.DATE) {
                return HttpDate.parse(head.value(i), wall).orElse(wall);
            }
        }
        return wall;
    }
}
