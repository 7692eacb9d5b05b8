package penstock.capabilities.services;

/// An instance that somebody else runs, as it was found.
///
/// @param weight its share beside the other instances of the same priority, 1 or more
/// @param priority only instances of the lowest number of which one is ready have traffic
/// @param host the name that it was asked for by; where there is none, its address in numbers
public record Place(Endpoint endpoint, int weight, int priority, String host) {
    public Place times(int factor) {
        return new Place(endpoint, weight * factor, priority, host);
    }

    /// The name of the instance there.
    ///
    /// @param service `environment/name`
    String id(String service, Demand.Arm arm) {
        var start = service.replace('/', '.') + "." + arm.release() + ".";
        var whole = start + endpoint.slug();
        // Long names of services and releases leave too little room; what then tells the ids apart
        // is a sum of the whole.
        return whole.length() <= InstanceSpec.MAX_ID
                ? whole
                : start.substring(0, 60)
                        + Integer.toHexString(whole.hashCode())
                        + "."
                        + endpoint.slug();
    }
}
