package penstock.capabilities.services;

import java.util.HashSet;
import java.util.List;
import penstock.model.Default;

/// A service whose instances somebody else starts and stops. A release says where they are; what is here is for
/// releases that do not say.
///
/// @param addresses of the instances, at most 1,000
/// @param resolver how names among them are looked up
public record ExternalSpec(List<Address> addresses, @Default("{}") ResolverSpec resolver) {
    private static final int MAX = 1_000;

    public ExternalSpec {
        addresses = List.copyOf(addresses);
        if (addresses.size() > MAX) {
            throw new IllegalArgumentException(
                    "addresses: " + addresses.size() + " (expected: at most " + MAX + ")");
        }
        var seen = new HashSet<String>();
        for (var address : addresses) {
            if (!seen.add(address.host() + ":" + address.port())) {
                throw new IllegalArgumentException(
                        "addresses: " + address + " (expected: each address only once)");
            }
        }
    }

    public ExternalSpec with(List<Address> others) {
        return new ExternalSpec(others, resolver);
    }
}
