package penstock.gateway.proxy;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.Field;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;

/// The gateway's place in the trace of a request (W3C Trace Context): the instance is told a span of the gateway's own as the parent of
/// what it does.
///
/// @param id of the trace, 32 hexadecimal digits
/// @param parent value of `traceparent` for the instance; the same for all attempts
/// @param isFresh whether the trace begins here, so that a `tracestate` of the client belongs to no trace
record Trace(String id, String parent, boolean isFresh) {

    private static final int LENGTH = 55;
    private static final int ID = 3;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;
    private static final int SAMPLED = 1;

    /// Goes on with the client's trace if it tells of one as it should, or else begins one.
    ///
    /// @param basisPoints share of those that begin here which are marked as sampled
    static Trace of(RequestHead request, RandomGenerator random, int basisPoints) {
        long span = parentOf(request);
        String own = id(random);
        if (span == RequestHead.NOWHERE) {
            String id = id(random) + id(random);
            boolean isSampled = basisPoints > 0 && random.nextInt(10_000) < basisPoints;
            return new Trace(id, "00-" + id + "-" + own + (isSampled ? "-01" : "-00"), true);
        }
        int from = RequestHead.spanFrom(span);
        byte[] bytes = request.head().bytes();
        String id = Ascii.text(bytes, from + ID, from + ID + 32);
        // of the flags only this one has a meaning in the version that is written (section 4.3)
        int flags = Ascii.hex(bytes[from + FLAGS + 1]) & SAMPLED;
        return new Trace(id, "00-" + id + "-" + own + "-0" + flags, false);
    }

    /// All zeros would stand for none.
    private static String id(RandomGenerator random) {
        long drawn = random.nextLong();
        return HexFormat.of().toHexDigits(drawn == 0 ? 1 : drawn);
    }

    /// Where the id of the client's trace stands in the head; -1 when it tells of none.
    static long idOf(RequestHead request) {
        long span = parentOf(request);
        return span == RequestHead.NOWHERE
                ? span
                : RequestHead.span(
                        RequestHead.spanFrom(span) + ID, RequestHead.spanFrom(span) + ID + 32);
    }

    /// The only `traceparent`, if it is well-formed: of several nobody knows which counts.
    private static long parentOf(RequestHead request) {
        HeadBuffer head = request.head();
        int found = -1;
        for (int i = 0; i < head.count(); i++) {
            if (head.field(i) == Field.TRACEPARENT) {
                if (found >= 0) {
                    return RequestHead.NOWHERE;
                }
                found = i;
            }
        }
        return found >= 0 && isValid(head.bytes(), head.valueFrom(found), head.valueTo(found))
                ? RequestHead.span(head.valueFrom(found), head.valueTo(found))
                : RequestHead.NOWHERE;
    }

    /// Section 3.2: a later version may say more behind a hyphen.
    private static boolean isValid(byte[] bytes, int from, int to) {
        if (to - from < LENGTH
                || bytes[from + ID - 1] != '-'
                || bytes[from + SPAN - 1] != '-'
                || bytes[from + FLAGS - 1] != '-') {
            return false;
        }
        boolean isFirstVersion = bytes[from] == '0' && bytes[from + 1] == '0';
        boolean isForbidden = bytes[from] == 'f' && bytes[from + 1] == 'f';
        boolean isLonger = to - from > LENGTH;
        return !isForbidden
                && !(isLonger && (isFirstVersion || bytes[from + LENGTH] != '-'))
                && isHex(bytes, from, from + 2)
                && isHex(bytes, from + FLAGS, from + LENGTH)
                && isId(bytes, from + ID, from + ID + 32)
                && isId(bytes, from + SPAN, from + SPAN + 16);
    }

    private static boolean isId(byte[] bytes, int from, int to) {
        boolean isZero = true;
        for (int i = from; i < to && isZero; i++) {
            isZero = bytes[i] == '0';
        }
        return !isZero && isHex(bytes, from, to);
    }

    /// In lower case only.
    private static boolean isHex(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Ascii.isDigit(bytes[i]) && (bytes[i] < 'a' || bytes[i] > 'f')) {
                return false;
            }
        }
        return true;
    }
}
