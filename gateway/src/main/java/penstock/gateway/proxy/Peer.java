package penstock.gateway.proxy;

/// Who is at the other end of a client's connection.
///
/// @param address in numbers
/// @param domain the id of the domain by whose certificate TLS is spoken; empty without TLS
/// @param certificate what an instance is told of the client's verified certificate; empty when there is none
public record Peer(String address, String domain, String certificate) {

    /// One that speaks without TLS.
    public static Peer plain(String address) {
        return new Peer(address, "", "");
    }

    boolean isSecure() {
        return !domain.isEmpty();
    }
}
