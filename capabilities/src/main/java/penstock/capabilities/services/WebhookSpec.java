package penstock.capabilities.services;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A POST of what is being released as JSON. It passes when it is answered 200 to 299, unless the answer is JSON with a
/// `status` of `fail` or `unknown` (DEL-34).
///
/// @param url http or https, without user and password
/// @param headers sent with it, in sight of everyone who may read the plan
/// @param headerFiles sent with it, from files that are read for each request; for secrets
/// @param metadata sent in the body
public record WebhookSpec(
        String url,
        Map<String, String> headers,
        Map<String, String> headerFiles,
        Map<String, String> metadata)
        implements CheckSpec.Way {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern FIELD = Pattern.compile("[\\t\\x20-\\x7e]*");

    /// What the client sets itself.
    private static final Set<String> OWN =
            Set.of("connection", "content-length", "content-type", "expect", "host", "upgrade");

    public WebhookSpec {
        headers = Map.copyOf(headers);
        headerFiles = Map.copyOf(headerFiles);
        metadata = Map.copyOf(metadata);
        if (!isAddress(url)) {
            throw new IllegalArgumentException(
                    "url: not one that can be asked (expected: http://HOST… or https://HOST…, without user and password)");
        }
        headers.forEach(
                (name, value) -> {
                    requireName("headers", name);
                    if (!FIELD.matcher(value).matches()) {
                        throw new IllegalArgumentException(
                                "headers: the value of "
                                        + name
                                        + " (expected: printable ASCII on one line)");
                    }
                });
        headerFiles.forEach(
                (name, file) -> {
                    requireName("headerFiles", name);
                    requireFile(file);
                });
    }

    public static WebhookSpec parse(String url) {
        return new WebhookSpec(url.strip(), Map.of(), Map.of(), Map.of());
    }

    private static boolean isAddress(String text) {
        try {
            var url = new URI(text);
            boolean isWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return isWeb
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static void requireFile(String file) {
        if (!file.startsWith("/") || file.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "headerFiles: \"" + file + "\" (expected: a path that begins with /)");
        }
    }

    private static void requireName(String component, String name) {
        if (!TOKEN.matcher(name).matches() || OWN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    component
                            + ": \""
                            + name
                            + "\" (expected: the name of a header that is not one of "
                            + OWN.stream().sorted().toList()
                            + ")");
        }
    }
}
