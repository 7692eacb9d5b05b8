package penstock.gateway.routes;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The ways into a route table besides the hosts and paths of its routes.
///
/// @param created when the resource behind a route came to be, in milliseconds since 1970, by the id of the route; decides between its
///     own hosts and path and an entry that claims the same. One that is not there is older than all
public record Entries(List<Entry> list, Map<String, Long> created) {

    public static final Entries NONE = new Entries(List.of(), Map.of());

    Entries with(List<Entry> others) {
        return new Entries(others, created);
    }

    public Entries {
        list = List.copyOf(list);
        created = Map.copyOf(created);
        Set<String> names = new HashSet<>();
        for (Entry entry : list) {
            if (!names.add(entry.name())) {
                throw new IllegalArgumentException(
                        "entry: \"" + entry.name() + "\" (expected: only once in a table)");
            }
        }
    }
}
