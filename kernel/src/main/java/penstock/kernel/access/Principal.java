package penstock.kernel.access;

/// Who asks.
public record Principal(String name) {
    /// The holder of the bootstrap token.
    public static final Principal ADMINISTRATOR = new Principal("administrator");

    /// A controller acting on what was decided earlier.
    public static Principal controller(String name) {
        return new Principal("controller/" + name);
    }
}
