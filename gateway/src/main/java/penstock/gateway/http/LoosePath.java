package penstock.gateway.http;

import static penstock.gateway.http.BadMessageException.bad;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The path of a request as the most obliging program behind the gateway would read it: percent-escapes decoded, encoded slashes
/// and backslashes taken for slashes, the parameters of a segment (`;v=1`) dropped, empty segments passed over.
///
/// Every other way to read the path lies between this one and the bytes as they are. So where both lead to the same route, all
/// do. Dot segments are refused in any disguise, as are escapes that are malformed or stand for a zero byte.
public final class LoosePath {

    private LoosePath() {}

    /// True when there is only one way to read the path, which then is its own loose reading.
    public static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean startsSegment = i > 0 && path.charAt(i - 1) == '/';
            if (c == '%' || c == ';' || c == '\\' || (startsSegment && (c == '/' || c == '.'))) {
                return false;
            }
        }
        return true;
    }

    /// The loose reading; begins with a slash and does not end with one.
    public static String of(String path) throws BadMessageException {
        if (path.indexOf('\\') >= 0) {
            throw ambiguous("a backslash");
        }
        segments(path, false);
        var loose = new StringBuilder();
        for (String segment : segments(path, true)) {
            loose.append('/').append(segment);
        }
        return loose.isEmpty() ? "/" : loose.toString();
    }

    private static List<String> segments(String path, boolean dropsParameters)
            throws BadMessageException {
        List<String> found = new ArrayList<>();
        for (String raw : path.split("/", -1)) {
            int parameters = dropsParameters ? raw.indexOf(';') : -1;
            String part = decoded(parameters < 0 ? raw : raw.substring(0, parameters));
            for (String segment : part.split("[/\\\\]", -1)) {
                if (segment.equals(".") || segment.equals("..")) {
                    throw ambiguous("a dot segment");
                }
                if (!segment.isEmpty()) {
                    found.add(segment);
                }
            }
        }
        return found;
    }

    private static String decoded(String text) throws BadMessageException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var decoded = new ByteArrayOutputStream();
        byte[] bytes = Ascii.bytes(text);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded.write(bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Ascii.hex(bytes[i + 1]) : -1;
            int low = high < 0 ? -1 : Ascii.hex(bytes[i + 2]);
            if (low < 0) {
                throw bad("the path holds a % that is not followed by two hexadecimal digits");
            }
            if ((high | low) == 0) {
                throw bad("the path holds an escaped zero byte");
            }
            decoded.write(high << 4 | low);
            i += 2;
        }
        return decoded.toString(StandardCharsets.ISO_8859_1);
    }

    private static BadMessageException ambiguous(String what) {
        return new BadMessageException(
                400,
                "ambiguous_path",
                "the path holds " + what + "; send it in its normal form (RFC 3986 section 6.2.2)");
    }
}
