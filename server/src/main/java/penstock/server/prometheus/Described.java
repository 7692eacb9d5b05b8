package penstock.server.prometheus;

/// What is known of a metric besides its samples.
///
/// @param type in Prometheus' words: `counter`, `gauge`, `histogram`
public record Described(String name, String type, String help, String unit) {}
