package penstock.metrics.store.head;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where series come from, as the one who appends calls it, and how many come from there. Not safe for use by several threads.
final class Targets {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();

    int number(String name) {
        return numbers.computeIfAbsent(
                name,
                _ -> {
                    names.add(name);
                    counts.add(0);
                    return names.size() - 1;
                });
    }

    String name(int number) {
        return names.get(number);
    }

    int count(int number) {
        return counts.get(number);
    }

    void change(int number, int by) {
        counts.set(number, counts.get(number) + by);
    }
}
