package penstock.capabilities.routing;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import penstock.model.Ref;

/// Until when the certificates of domains are valid, to be told as figures.
public final class Expiries {
    private final Map<Ref, Instant> known = new ConcurrentHashMap<>();

    void tell(Ref domain, Instant until) {
        known.put(domain, until);
    }

    void forget(Ref domain) {
        known.remove(domain);
    }

    boolean isKnown(Ref domain) {
        return known.containsKey(domain);
    }

    public void each(BiConsumer<Ref, Instant> reader) {
        known.forEach(reader);
    }
}
