package penstock.gateway.cache;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The one range of bytes that a request asks for (RFC 9110 section 14.1.2).
///
/// @param first the place of its first byte, or how many bytes of the end with `isSuffix`
/// @param last the place of its last byte, `Long.MAX_VALUE` for all that follow
public record ByteRange(long first, long last, boolean isSuffix) {

    /// Empty elements of the list are passed over, other ranges than this one are none of ours.
    private static final Pattern FORM =
            Pattern.compile(
                    "bytes=[ \\t,]*(\\d{0,18})-(\\d{0,18})[ \\t,]*", Pattern.CASE_INSENSITIVE);

    /// Empty for several ranges, another unit, and what is malformed: the instance knows best what to say of these.
    static Optional<ByteRange> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String first = form.group(1);
        String last = form.group(2);
        if (first.isEmpty()) {
            return last.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ByteRange(Long.parseLong(last), Long.MAX_VALUE, true));
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
        return from > to ? Optional.empty() : Optional.of(new ByteRange(from, to, false));
    }

    /// Whether so many bytes have any of it.
    boolean isIn(int length) {
        return isSuffix ? first > 0 && length > 0 : first < length;
    }

    /// The place of its first byte among so many, where these have any of it.
    int from(int length) {
        return (int) (isSuffix ? Math.max(0, length - first) : first);
    }

    /// The place behind its last byte.
    int to(int length) {
        return (int) (last >= length ? length : last + 1);
    }
}
