package penstock.gateway.proxy;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.ValueMatch;

/// What a claim wants of a request besides its path.
final class Conditions {

    /// @param regex in place of the value
    private record Wanted(String name, String value, @Nullable Pattern regex) {
        static Wanted of(ValueMatch match) {
            return switch (match) {
                case ValueMatch.Exact(var name, var value) -> new Wanted(name, value, null);
                case ValueMatch.Regex(var name, var expression) ->
                        new Wanted(name, "", expression.pattern());
            };
        }

        boolean isMetBy(String text) {
            return regex == null ? text.equals(value) : regex.matches(text);
        }
    }

    private final String method;
    private final boolean answersPreflights;
    private final List<Wanted> headers;
    private final List<Wanted> query;

    private Conditions(EntryMatch match, boolean answersPreflights) {
        this.method = match.method().orElse("");
        this.answersPreflights = answersPreflights;
        this.headers = match.headers().stream().map(Wanted::of).toList();
        this.query = match.query().stream().map(Wanted::of).toList();
    }

    /// Null when there are none.
    ///
    /// @param answersPreflights whether the question for a method is taken like the method itself
    static @Nullable Conditions of(EntryMatch match, boolean answersPreflights) {
        boolean isAny =
                match.method().isPresent()
                        || !match.headers().isEmpty()
                        || !match.query().isEmpty();
        return isAny ? new Conditions(match, answersPreflights) : null;
    }

    boolean areMet(RequestHead request) {
        if (!method.isEmpty() && !isMethod(request)) {
            return false;
        }
        for (int i = 0; i < headers.size(); i++) {
            if (!hasHeader(request.head(), headers.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < query.size(); i++) {
            if (!hasParameter(request, query.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isMethod(RequestHead request) {
        return request.method().equals(method)
                || (answersPreflights
                        && LiveCors.isPreflight(request)
                        && request.header(LiveCors.REQUESTED_METHOD)
                                .filter(method::equals)
                                .isPresent());
    }

    private static boolean hasHeader(HeadBuffer head, Wanted wanted) {
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, wanted.name()) && wanted.isMetBy(head.value(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasParameter(RequestHead request, Wanted wanted) {
        byte[] bytes = request.head().bytes();
        int to = request.targetTo();
        int from = request.pathTo() + 1;
        while (from < to) {
            int end = indexOf(bytes, (byte) '&', from, to);
            int equals = indexOf(bytes, (byte) '=', from, end);
            if (decoded(bytes, from, equals).equals(wanted.name())) {
                return wanted.isMetBy(decoded(bytes, Math.min(equals + 1, end), end));
            }
            from = end + 1;
        }
        return false;
    }

    private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /// As forms are read: `+` is a blank, an escape its byte, all of it UTF-8. An escape that is none stands for itself.
    private static String decoded(byte[] bytes, int from, int to) {
        byte[] text = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            int high = bytes[i] == '%' && i + 2 < to ? Ascii.hex(bytes[i + 1]) : -1;
            int low = high < 0 ? -1 : Ascii.hex(bytes[i + 2]);
            if (low >= 0) {
                text[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                text[length++] = bytes[i] == '+' ? (byte) ' ' : bytes[i];
            }
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }
}
