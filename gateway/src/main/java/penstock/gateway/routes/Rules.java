package penstock.gateway.routes;

/// What applies to a route's requests besides the split of its users.
public record Rules(Rescue rescue) {

    /// Nothing but the usual rescue.
    public static final Rules DEFAULT = new Rules(Rescue.DEFAULT);
}
