package penstock.capabilities.routing.route;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import penstock.capabilities.services.AccessSpec;
import penstock.capabilities.services.SizesSpec;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.EntryRules;
import penstock.gateway.routes.StickyKey;
import penstock.model.Default;
import penstock.model.Size;

/// Where requests go that meet one of the matches.
///
/// @param matches none means every request
/// @param filters what is done to requests and answers
/// @param backends services; none only with a redirect, or for 500
/// @param timeouts in place of those of the service
/// @param sizes in place of those of the service, by the same words
/// @param access which clients may come by the rule, by their addresses; without it all. The service may refuse them still
public record RuleSpec(
        List<MatchSpec> matches,
        @Default("{}") FiltersSpec filters,
        List<BackendSpec> backends,
        @Default("{}") TimeoutsSpec timeouts,
        @Default("{}") SizesSpec sizes,
        Optional<AccessSpec> access) {
    public RuleSpec {
        matches = List.copyOf(matches);
        backends = List.copyOf(backends);
        if (filters.redirect().isPresent() && !backends.isEmpty()) {
            throw new IllegalArgumentException(
                    "backends: "
                            + backends.stream()
                                    .map(backend -> backend.service().value())
                                    .collect(Collectors.joining(", "))
                            + " beside filters.redirect (expected: only one of them; a redirect is the answer, leave out the other)");
        }
        var words = matches.stream().map(MatchSpec::words).toList();
        entry(
                new Place("x/x", 0, 0, List.of(), List.of()),
                words,
                filters,
                backends.stream().map(backend -> backend.words("x", true)).toList(),
                own(timeouts, sizes, access));
    }

    /// What an entry is told besides its rule.
    ///
    /// @param resource the name of the route, such as `production/shop`
    /// @param created when the route came to be, in milliseconds since 1970
    /// @param rule the place of the rule in the route
    record Place(
            String resource, long created, int rule, List<String> hosts, List<StickyKey> stickBy) {}

    Entry words(Place place, List<Entry.Backend> services) {
        return entry(
                place,
                matches.stream().map(MatchSpec::words).toList(),
                filters,
                services,
                own(timeouts, sizes, access));
    }

    /// What is said besides of the requests of the rule.
    private record Own(Entry.Timeouts timeouts, EntryRules rules) {}

    private static Own own(TimeoutsSpec timeouts, SizesSpec sizes, Optional<AccessSpec> access) {
        return new Own(
                timeouts.words(),
                new EntryRules(
                        sizes.words(),
                        sizes.maxBody().map(Size::bytes),
                        access.map(AccessSpec::words)));
    }

    private static Entry entry(
            Place place,
            List<EntryMatch> matches,
            FiltersSpec filters,
            List<Entry.Backend> services,
            Own own) {
        return new Entry(
                place.resource(),
                place.created(),
                place.rule(),
                place.hosts(),
                place.stickBy(),
                matches.isEmpty() ? List.of(EntryMatch.below("/")) : matches,
                filters.words(place.resource().substring(0, place.resource().indexOf('/'))),
                services,
                own.timeouts(),
                own.rules());
    }

    /// Refuses what are no hosts.
    static void requireHosts(List<String> hosts) {
        var any =
                new RuleSpec(
                        List.of(),
                        FiltersSpec.NONE,
                        List.of(),
                        TimeoutsSpec.NONE,
                        SizesSpec.NONE,
                        Optional.empty());
        try {
            any.words(new Place("x/x", 0, 0, hosts, List.of()), List.of());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("hosts: " + e.getMessage(), e);
        }
    }

    /// @param request from the last byte of the request to the beginning of the answer, all attempts together
    /// @param backendRequest the same for one attempt
    public record TimeoutsSpec(
            Optional<java.time.Duration> request, Optional<java.time.Duration> backendRequest) {
        static final TimeoutsSpec NONE = new TimeoutsSpec(Optional.empty(), Optional.empty());

        public TimeoutsSpec {
            new Entry.Timeouts(request, backendRequest);
        }

        Entry.Timeouts words() {
            return new Entry.Timeouts(request, backendRequest);
        }
    }
}
