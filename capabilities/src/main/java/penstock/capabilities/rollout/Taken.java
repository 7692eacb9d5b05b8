package penstock.capabilities.rollout;

import java.util.HashMap;
import java.util.Map;

/// The number of the last report that was taken in from each gateway.
record Taken(Map<String, Long> numbers) {
    static Taken nothing() {
        return new Taken(new HashMap<>());
    }

    Taken copy() {
        return new Taken(new HashMap<>(numbers));
    }

    boolean has(String gateway, long number) {
        return numbers.getOrDefault(gateway, 0L) >= number;
    }

    void add(String gateway, long number) {
        numbers.merge(gateway, number, Math::max);
    }
}
