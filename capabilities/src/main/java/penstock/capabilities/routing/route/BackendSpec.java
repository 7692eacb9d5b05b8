package penstock.capabilities.routing.route;

import java.util.List;
import java.util.Optional;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.Filters;
import penstock.model.Default;
import penstock.model.Name;

/// A service of the same environment that may serve a request. Short form: the service alone.
///
/// @param weight its share of the users, in proportion to the others'; 0 gets none, at most 1,000,000
/// @param filters done after those of the rule, for what goes to this service
public record BackendSpec(
        Name service, @Default("1") int weight, @Default("{}") OwnFilters filters) {
    public BackendSpec {
        if (weight < 0 || weight > Entry.Backend.MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight: " + weight + " (expected: 0 to " + Entry.Backend.MAX_WEIGHT + ")");
        }
    }

    public static BackendSpec parse(String service) {
        return new BackendSpec(new Name(service), 1, OwnFilters.NONE);
    }

    /// @param isKnown whether there is such a service
    Entry.Backend words(String environment, boolean isKnown) {
        return new Entry.Backend(environment + "/" + service, weight, isKnown, filters.words());
    }

    /// What may be done for one backend only.
    ///
    /// @param requestHeaders edits of what the service gets
    /// @param responseHeaders edits of what the client gets
    /// @param rewrite in place of that of the rule
    public record OwnFilters(
            @Default("{}") FiltersSpec.HeadersSpec requestHeaders,
            @Default("{}") FiltersSpec.HeadersSpec responseHeaders,
            Optional<FiltersSpec.RewriteSpec> rewrite) {
        static final OwnFilters NONE =
                new OwnFilters(
                        FiltersSpec.HeadersSpec.NONE,
                        FiltersSpec.HeadersSpec.NONE,
                        Optional.empty());

        Filters words() {
            return new Filters(
                    requestHeaders.words(),
                    responseHeaders.words(),
                    rewrite.map(FiltersSpec.RewriteSpec::words),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());
        }
    }
}
