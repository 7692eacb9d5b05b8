package penstock.capabilities.services;

import java.util.Comparator;
import java.util.List;

/// Where the instances of a release are that somebody else runs.
///
/// @param places in the order of their endpoints, each endpoint once
/// @param isComplete whether all names have been looked up since the server started; until then there may be more
/// @param troubles names that could not be looked up at last, and why; what was known of them before still counts
public record Whereabouts(List<Place> places, boolean isComplete, List<String> troubles) {
    public Whereabouts {
        places = places.stream().sorted(Comparator.comparing(Place::endpoint)).toList();
        troubles = List.copyOf(troubles);
    }
}
