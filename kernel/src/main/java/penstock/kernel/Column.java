package penstock.kernel;

/// A column of the table the command line prints for a kind.
///
/// @param path where the value is in the resource, such as `status.weight`
public record Column(String title, String path) {}
