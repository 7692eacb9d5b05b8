package penstock.capabilities.routing.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Entries;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.Filters;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.PathMatch;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.ValueMatch;

/// Who is told that others have its requests.
final class ConflictsTest {
    private static final EntryMatch BELOW = EntryMatch.below("/a");

    private static Entry entry(
            String name, long created, int rule, List<String> hosts, EntryMatch... matches) {
        return new Entry(
                name,
                created,
                rule,
                hosts,
                List.of(),
                List.of(matches),
                Filters.NONE,
                List.of(),
                Entry.Timeouts.NONE);
    }

    private static Route service(String id, String path, String... hosts) {
        var stable = new RouteVersion("v1", List.of());
        var split = new Split("salt", stable, Optional.empty(), 0, Optional.empty());
        return new Route(id, List.of(hosts), path, List.of(), split, Limits.DEFAULT);
    }

    private static Conflicts among(Map<String, Long> created, List<Route> routes, Entry... all) {
        return Conflicts.of(new RouteTable(1, routes, new Entries(List.of(all), created)));
    }

    private static Conflicts among(Entry... all) {
        return among(Map.of(), List.of(), all);
    }

    private static Conflicts.Conflict taken(String place, String host, String winner) {
        return new Conflicts.Conflict(place, host, winner);
    }

    @Test
    void theYoungerIsToldWhatTheOlderHas() {
        var young = entry("p/a", 2, 0, List.of("one.test", "two.test"), BELOW);
        var old = entry("p/b", 1, 3, List.of("two.test", "three.test"), BELOW);

        var conflicts = among(young, old);

        assertThat(conflicts.of("p/a"))
                .containsExactly(taken("rules[0].matches[0]", "two.test", "route p/b#3"));
        assertThat(conflicts.of("p/b")).isEmpty();
    }

    @Test
    void amongThoseOfOneAgeTheFirstByNameHasIt() {
        var conflicts =
                among(entry("p/b", 1, 0, List.of(), BELOW), entry("p/a", 1, 0, List.of(), BELOW));

        assertThat(conflicts.of("p/b"))
                .containsExactly(taken("rules[0].matches[0]", "any host", "route p/a#0"));
        assertThat(conflicts.of("p/a")).isEmpty();
    }

    @Test
    void anEarlierRuleOfTheSameRouteIsAnotherAndAMatchTwiceInARuleIsNone() {
        var conflicts =
                among(
                        entry("p/a", 1, 0, List.of(), BELOW, BELOW),
                        entry("p/a", 1, 1, List.of(), EntryMatch.below("/b"), BELOW));

        assertThat(conflicts.of("p/a"))
                .containsExactly(taken("rules[1].matches[1]", "any host", "route p/a#0"));
    }

    @Test
    void onlyTheSameConflicts() {
        var exact =
                new EntryMatch(new PathMatch.Exact("/a"), Optional.empty(), List.of(), List.of());
        var get = new EntryMatch(BELOW.path(), Optional.of("GET"), List.of(), List.of());
        var tried =
                new EntryMatch(
                        BELOW.path(),
                        Optional.empty(),
                        List.of(new ValueMatch.Exact("X-Try", "1")),
                        List.of());
        var triedInOtherLetters =
                new EntryMatch(
                        BELOW.path(),
                        Optional.empty(),
                        List.of(new ValueMatch.Exact("x-try", "1")),
                        List.of());
        var old = entry("p/a", 1, 0, List.of("*.test"), BELOW, exact, get, tried);

        assertThat(among(old, entry("p/b", 2, 0, List.of("a.test"), BELOW, exact, get)).of("p/b"))
                .isEmpty();
        assertThat(among(old, entry("p/b", 2, 0, List.of("*.test"), triedInOtherLetters)).of("p/b"))
                .containsExactly(taken("rules[0].matches[0]", "*.test", "route p/a#0"));
    }

    @Test
    void aServicesOwnHostAndPathIsASideToo() {
        var shop = service("p/shop", "/a", "a.test");
        var route = entry("p/way", 2, 0, List.of("a.test"), BELOW);

        assertThat(among(Map.of("p/shop", 1L), List.of(shop), route).of("p/way"))
                .containsExactly(taken("rules[0].matches[0]", "a.test", "service p/shop"));
        assertThat(among(Map.of("p/shop", 3L), List.of(shop), route).of("p/way")).isEmpty();
        assertThat(among(Map.of(), List.of(shop.byEntriesOnly()), route).of("p/way")).isEmpty();
    }

    @Test
    void beyondSoManyMatchesAndHostsNothingIsTold() {
        var hosts = IntStream.rangeClosed(1, Conflicts.MOST).mapToObj(i -> "h" + i + ".test");
        var large = entry("p/a", 1, 0, hosts.toList(), BELOW);
        var young = entry("p/b", 2, 0, List.of("h1.test"), BELOW);

        assertThat(among(large, young).of("p/b")).isEmpty();
    }

    @Test
    void whatIsTakenCountsForTheBoundToo() {
        var hosts =
                IntStream.rangeClosed(1, Conflicts.MOST / 2)
                        .mapToObj(i -> "h" + i + ".test")
                        .toList();
        var large = entry("p/a", 1, 0, hosts, BELOW);
        var twin = entry("p/b", 2, 0, hosts, BELOW);
        var young = entry("p/c", 3, 0, List.of("h1.test"), BELOW);

        var conflicts = among(large, twin, young);

        assertThat(conflicts.of("p/b")).hasSize(Conflicts.MOST / 2);
        assertThat(conflicts.of("p/c")).isEmpty();
    }
}
