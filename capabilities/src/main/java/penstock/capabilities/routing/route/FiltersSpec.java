package penstock.capabilities.routing.route;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import penstock.gateway.routes.Cors;
import penstock.gateway.routes.Filters;
import penstock.gateway.routes.HeaderEdits;
import penstock.model.Default;
import penstock.model.Name;

/// What is done to requests and answers on their way.
///
/// @param requestHeaders edits of what the service gets
/// @param responseHeaders edits of what the client gets
/// @param rewrite what the service sees in place of what the client asked for
/// @param redirect the answer, in place of a service
/// @param mirrors services that get copies; their answers are thrown away
/// @param cors which pages of other origins may ask; preflights are answered by the gateway
public record FiltersSpec(
        @Default("{}") HeadersSpec requestHeaders,
        @Default("{}") HeadersSpec responseHeaders,
        Optional<RewriteSpec> rewrite,
        Optional<RedirectSpec> redirect,
        List<MirrorSpec> mirrors,
        Optional<CorsSpec> cors) {
    static final FiltersSpec NONE =
            new FiltersSpec(
                    HeadersSpec.NONE,
                    HeadersSpec.NONE,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());

    public FiltersSpec {
        mirrors = List.copyOf(mirrors);
    }

    /// @param environment of the services
    Filters words(String environment) {
        return new Filters(
                requestHeaders.words(),
                responseHeaders.words(),
                rewrite.map(RewriteSpec::words),
                redirect.map(RedirectSpec::words),
                mirrors.stream().map(mirror -> mirror.words(environment)).toList(),
                cors.map(CorsSpec::words));
    }

    /// @param set in place of all fields of the name
    /// @param add besides those that are there
    /// @param remove names
    public record HeadersSpec(
            Map<String, String> set, Map<String, String> add, List<String> remove) {
        static final HeadersSpec NONE = new HeadersSpec(Map.of(), Map.of(), List.of());

        public HeadersSpec {
            remove = List.copyOf(remove);
            words(set, add, remove);
        }

        HeaderEdits words() {
            return words(set, add, remove);
        }

        private static HeaderEdits words(
                Map<String, String> set, Map<String, String> add, List<String> remove) {
            return new HeaderEdits(fields("set", set), fields("add", add), remove);
        }

        private static List<HeaderEdits.Field> fields(String what, Map<String, String> fields) {
            try {
                return fields.entrySet().stream()
                        .map(field -> new HeaderEdits.Field(field.getKey(), field.getValue()))
                        .toList();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
            }
        }
    }

    private static Optional<Filters.NewPath> newPath(
            Optional<String> path, Optional<String> prefix) {
        OneOf.requireAtMost(
                Stream.concat(OneOf.said("path", path), OneOf.said("prefix", prefix)).toList(),
                List.of("path", "prefix"));
        return path.<Filters.NewPath>map(Filters.NewPath.Full::new)
                .or(() -> prefix.map(Filters.NewPath.Prefix::new));
    }

    /// The query stays.
    ///
    /// @param host in place of the one in `Host`
    /// @param path in place of the whole path
    /// @param prefix in place of the prefix by which the request was matched; `/` takes it away
    public record RewriteSpec(
            Optional<String> host, Optional<String> path, Optional<String> prefix) {
        public RewriteSpec {
            words(host, path, prefix);
        }

        Filters.Rewrite words() {
            return words(host, path, prefix);
        }

        private static Filters.Rewrite words(
                Optional<String> host, Optional<String> path, Optional<String> prefix) {
            return new Filters.Rewrite(host, newPath(path, prefix));
        }
    }

    /// What is left out stays as the client asked for it, the query always.
    ///
    /// @param scheme `http` or `https`; the port is then that of the scheme, unless there is one here
    /// @param path in place of the whole path
    /// @param prefix in place of the prefix by which the request was matched
    /// @param status 301, 302, 303, 307 or 308
    public record RedirectSpec(
            Optional<String> scheme,
            Optional<String> host,
            Optional<Integer> port,
            Optional<String> path,
            Optional<String> prefix,
            @Default("302") int status) {
        public RedirectSpec {
            new Filters.Redirect(scheme, host, port, newPath(path, prefix), status);
        }

        Filters.Redirect words() {
            return new Filters.Redirect(scheme, host, port, newPath(path, prefix), status);
        }
    }

    /// Short form: the service alone.
    ///
    /// @param share of the requests that is copied, such as `10%` or `1/3`
    public record MirrorSpec(Name service, @Default("100%") Fraction share) {
        public static MirrorSpec parse(String service) {
            return new MirrorSpec(new Name(service), Fraction.ALL);
        }

        Filters.Mirror words(String environment) {
            return new Filters.Mirror(
                    environment + "/" + service, share.numerator(), share.denominator());
        }
    }

    /// In the terms of the Fetch standard.
    ///
    /// @param allowOrigins `*` for any, or origins such as `https://shop.example.com`, `https://*.example.com`
    /// @param allowCredentials whether requests may carry cookies
    /// @param allowMethods besides GET, HEAD and POST; `*` for any
    /// @param allowHeaders that requests may have; `*` for any
    /// @param exposeHeaders of answers that pages may read; `*` for any
    /// @param maxAge how long a browser remembers the answer to a preflight
    public record CorsSpec(
            List<String> allowOrigins,
            @Default("false") boolean allowCredentials,
            List<String> allowMethods,
            List<String> allowHeaders,
            List<String> exposeHeaders,
            @Default("5s") Duration maxAge) {
        public CorsSpec {
            allowOrigins = List.copyOf(allowOrigins);
            allowMethods = List.copyOf(allowMethods);
            allowHeaders = List.copyOf(allowHeaders);
            exposeHeaders = List.copyOf(exposeHeaders);
            new Cors(
                    allowOrigins,
                    allowCredentials,
                    allowMethods,
                    allowHeaders,
                    exposeHeaders,
                    maxAge);
        }

        Cors words() {
            return new Cors(
                    allowOrigins,
                    allowCredentials,
                    allowMethods,
                    allowHeaders,
                    exposeHeaders,
                    maxAge);
        }
    }
}
