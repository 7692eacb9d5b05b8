package penstock.gateway.routes;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What is done to requests and answers on their way.
///
/// @param rewrite what the service sees in place of what the client asked for
/// @param redirect the gateway's answer
/// @param mirrors who gets copies of requests, at most 16
/// @param cors which pages of other origins may ask; the gateway answers preflights
public record Filters(
        HeaderEdits request,
        HeaderEdits response,
        Optional<Rewrite> rewrite,
        Optional<Redirect> redirect,
        List<Mirror> mirrors,
        Optional<Cors> cors) {

    public static final Filters NONE =
            new Filters(
                    HeaderEdits.NONE,
                    HeaderEdits.NONE,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());

    private static final Pattern NAME =
            Pattern.compile(
                    "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    public Filters {
        mirrors = List.copyOf(mirrors);
        Checks.range("number of mirrors", mirrors.size(), 0, 16);
        if (rewrite.isPresent() && redirect.isPresent()) {
            throw new IllegalArgumentException(
                    "redirect: beside rewrite (expected: only one of them; a redirect is the answer)");
        }
    }

    /// Whether it needs to know by which prefix a request came.
    boolean replacesPrefix() {
        return rewrite.flatMap(Rewrite::path).filter(NewPath.Prefix.class::isInstance).isPresent()
                || redirect.flatMap(Redirect::path)
                        .filter(NewPath.Prefix.class::isInstance)
                        .isPresent();
    }

    /// A path in place of the one that was asked for. The query stays.
    public sealed interface NewPath {

        /// This one.
        record Full(String path) implements NewPath {
            public Full {
                PathMatch.Paths.require("path", path);
            }
        }

        /// In place of the prefix by which the request was matched; a slash at its end is dropped, so `/` takes the prefix away.
        record Prefix(String path) implements NewPath {
            public Prefix {
                PathMatch.Paths.require("prefix", path);
            }
        }
    }

    /// @param host in `Host`
    public record Rewrite(Optional<String> host, Optional<NewPath> path) {
        public Rewrite {
            host.ifPresent(Filters::requireHost);
            if (host.isEmpty() && path.isEmpty()) {
                throw new IllegalArgumentException(
                        "rewrite: empty (expected: a host, a path or a prefix)");
            }
        }
    }

    /// What is absent stays as the client asked for it. With another scheme the port is that of the scheme.
    public record Redirect(
            Optional<String> scheme,
            Optional<String> host,
            Optional<Integer> port,
            Optional<NewPath> path,
            int status) {

        private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

        public Redirect {
            scheme.filter(name -> !name.equals("http") && !name.equals("https"))
                    .ifPresent(
                            name -> {
                                throw new IllegalArgumentException(
                                        "scheme: \"" + name + "\" (expected: http or https)");
                            });
            host.ifPresent(Filters::requireHost);
            port.ifPresent(number -> Checks.range("port", number, 1, 65_535));
            if (!STATUSES.contains(status)) {
                throw new IllegalArgumentException(
                        "status: " + status + " (expected: 301, 302, 303, 307 or 308)");
            }
        }
    }

    /// Copies requests to the stable version of another service, which gets them with `Penstock-Shadow: true` and whose answers are
    /// thrown away. A request with a body of more than 64 KiB, or that changes the protocol, is not copied.
    ///
    /// @param numerator of the share that is copied, 0 to `denominator`
    /// @param denominator 1 to 1,000,000
    public record Mirror(String route, int numerator, int denominator) {

        /// Of the body of a copy, in bytes.
        public static final int MAX_BODY = 64 << 10;

        public Mirror {
            Checks.text("mirror", route);
            Checks.range("denominator", denominator, 1, 1_000_000);
            Checks.range("numerator", numerator, 0, denominator);
        }
    }

    private static void requireHost(String host) {
        if (!NAME.matcher(host).matches() || host.length() > 253) {
            throw new IllegalArgumentException(
                    "host: \""
                            + host
                            + "\" (expected: a name such as shop.example.com, in lower case and without a port)");
        }
    }
}
