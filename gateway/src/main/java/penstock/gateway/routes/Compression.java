package penstock.gateway.routes;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/// Which answers of a route the gateway compresses for clients that take it.
///
/// @param codings those that may be used; of those that a client likes equally, the first
/// @param effort how hard they try
/// @param leastBytes an answer that is known to be smaller goes out as it is
/// @param types of content, each `type/subtype`, `type/*` or `type/*+suffix`, in lower case
/// @param withCredentials whether answers to requests with `Cookie` or `Authorization` are compressed too
public record Compression(
        List<Coding> codings,
        Effort effort,
        long leastBytes,
        List<String> types,
        boolean withCredentials) {

    private static final int MOST_TYPES = 100;
    private static final Pattern TYPE =
            Pattern.compile("[a-z0-9!#$&^_.+-]+/(\\*|(\\*\\+)?[a-z0-9!#$&^_.+-]+)");

    /// More takes longer and makes answers smaller.
    ///
    /// @param gzip the level of zlib, 1 to 9
    /// @param brotli the quality of Brotli, 1 to 5: above that it is too slow for a proxy
    public record Effort(int gzip, int brotli) {

        public static final Effort DEFAULT = new Effort(5, 4);

        public Effort {
            Checks.range("gzipLevel", gzip, 1, 9);
            Checks.range("brotliQuality", brotli, 1, 5);
        }
    }

    public Compression {
        codings = List.copyOf(codings);
        types = List.copyOf(types);
        if (codings.isEmpty() || new HashSet<>(codings).size() < codings.size()) {
            throw new IllegalArgumentException(
                    "encodings: "
                            + codings.stream().map(Coding::text).toList()
                            + " (expected: br, gzip or both, each once)");
        }
        Checks.range("minSize", leastBytes, 0, 1L << 40);
        Checks.range("types", types.size(), 1, MOST_TYPES);
        for (String type : types) {
            if (!TYPE.matcher(type).matches()) {
                throw new IllegalArgumentException(
                        "types: \""
                                + type
                                + "\" (expected: a content type in lower case such as text/html, text/* or application/*+json)");
            }
        }
    }
}
