package penstock.gateway.proxy;

/// The other end of a client's connection: its numeric address, and whether it is a proxy whose word about its own clients counts.
record Peer(String address, boolean isTrusted) {}
