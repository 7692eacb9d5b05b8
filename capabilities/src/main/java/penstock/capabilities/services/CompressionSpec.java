package penstock.capabilities.services;

import java.util.List;
import java.util.Locale;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.Compression;
import penstock.model.Default;
import penstock.model.Size;

/// Answers are compressed for clients that take it. `{}` means as below.
///
/// @param encodings those that may be used, `br` and `gzip`; of those that a client likes equally, the first
/// @param gzipLevel 1 to 9; more takes longer and makes answers smaller
/// @param brotliQuality 1 to 5, likewise
/// @param minSize an answer that is known to be smaller goes out as it is
/// @param types of content, such as `text/html`, `text/*` or `application/*+json`; none means the usual ones, which are texts, JSON,
///     XML, scripts, WebAssembly, SVG and fonts that are not compressed already
/// @param withCredentials whether answers to requests with `Cookie` or `Authorization` are compressed too
public record CompressionSpec(
        @Default("[br, gzip]") List<String> encodings,
        @Default("5") int gzipLevel,
        @Default("4") int brotliQuality,
        @Default("1Ki") Size minSize,
        List<String> types,
        @Default("true") boolean withCredentials) {

    /// An event stream is not among them, as each would hold an encoder for as long as it is open.
    private static final List<String> USUAL =
            List.of(
                    "text/html",
                    "text/plain",
                    "text/css",
                    "text/csv",
                    "text/markdown",
                    "text/javascript",
                    "text/xml",
                    "text/vcard",
                    "text/calendar",
                    "application/javascript",
                    "application/json",
                    "application/*+json",
                    "application/x-ndjson",
                    "application/xml",
                    "application/*+xml",
                    "application/yaml",
                    "application/wasm",
                    "image/svg+xml",
                    "image/bmp",
                    "image/vnd.microsoft.icon",
                    "image/x-icon",
                    "font/ttf",
                    "font/otf",
                    "font/collection",
                    "application/vnd.ms-fontobject");

    public CompressionSpec {
        encodings = List.copyOf(encodings);
        types = List.copyOf(types);
        words(encodings, gzipLevel, brotliQuality, minSize, types, withCredentials);
    }

    Compression words() {
        return words(encodings, gzipLevel, brotliQuality, minSize, types, withCredentials);
    }

    private static Compression words(
            List<String> encodings,
            int gzipLevel,
            int brotliQuality,
            Size minSize,
            List<String> types,
            boolean withCredentials) {
        return new Compression(
                encodings.stream().map(CompressionSpec::coding).toList(),
                new Compression.Effort(gzipLevel, brotliQuality),
                minSize.bytes(),
                types.isEmpty()
                        ? USUAL
                        : types.stream().map(type -> type.toLowerCase(Locale.ROOT)).toList(),
                withCredentials);
    }

    private static Coding coding(String text) {
        try {
            return Coding.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("encodings: " + e.getMessage(), e);
        }
    }
}
