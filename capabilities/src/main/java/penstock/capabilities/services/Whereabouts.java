package penstock.capabilities.services;

import java.util.Comparator;
import java.util.List;

/// Where the instances of a release are that somebody else runs.
///
/// @param places in the order of their endpoints, each endpoint once
/// @param isComplete whether all names have been looked up since the server started; until then there may be more
public record Whereabouts(List<Place> places, boolean isComplete) {
    public Whereabouts {
        places = places.stream().sorted(Comparator.comparing(Place::endpoint)).toList();
    }

    /// The addresses that need not be looked up.
    public static Whereabouts of(ExternalSpec external) {
        return new Whereabouts(
                external.addresses().stream()
                        .map(address -> new Place(address.endpoint(), 1, 0))
                        .toList(),
                true);
    }

    boolean has(Endpoint endpoint) {
        return places.stream().anyMatch(place -> place.endpoint().equals(endpoint));
    }
}
