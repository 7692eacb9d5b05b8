package penstock.metrics.store.head;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where series come from, as the one who appends calls it, and how many come from there. A target without series is forgotten. Not safe
/// for use by several threads.
final class Targets {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    String name(int number) {
        return names.get(number);
    }

    int count(String name) {
        var number = numbers.get(name);
        return number == null ? 0 : counts.get(number);
    }

    /// Counts one more; the number of the target.
    int add(String name) {
        int number = numbers.computeIfAbsent(name, this::create);
        counts.set(number, counts.get(number) + 1);
        return number;
    }

    private int create(String name) {
        if (free.isEmpty()) {
            names.add(name);
            counts.add(0);
            return names.size() - 1;
        }
        int number = free.pop();
        names.set(number, name);
        return number;
    }

    /// Counts one less.
    void remove(int number) {
        int left = counts.get(number) - 1;
        counts.set(number, left);
        if (left == 0) {
            numbers.remove(names.get(number));
            names.set(number, "");
            free.push(number);
        }
    }

    /// How many targets have series.
    int size() {
        return numbers.size();
    }
}
