package penstock.gateway.proxy;

/// A field that the gateway puts into a head. Both are free of control characters.
record HeaderLine(String name, String value) {}
