package penstock.gateway.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/// What is said of some of a list, each by its place in the list: for parts of a route table that add to what stands before them.
final class Placed {

    private Placed() {}

    static <T> void write(
            List<T> all, Predicate<T> isSaid, BiConsumer<T, BinaryWriter> write, BinaryWriter out) {
        out.number(all.stream().filter(isSaid).count());
        for (int i = 0; i < all.size(); i++) {
            if (isSaid.test(all.get(i))) {
                out.number(i);
                write.accept(all.get(i), out);
            }
        }
    }

    /// The list with what is said; refuses places that are not there, or not in order, and an empty part.
    static <T> List<T> read(
            String name, List<T> before, BinaryReader in, BiFunction<T, BinaryReader, T> read) {
        List<T> all = new ArrayList<>(before);
        List<Integer> places =
                in.list(
                        name,
                        part -> {
                            int place = part.small("place");
                            if (place >= all.size()) {
                                throw refused(place);
                            }
                            all.set(place, read.apply(all.get(place), part));
                            return place;
                        });
        if (places.isEmpty()) {
            throw in.failure(name, "none (expected: at least one where the part is written)");
        }
        for (int i = 1; i < places.size(); i++) {
            if (places.get(i) <= places.get(i - 1)) {
                throw refused(places.get(i));
            }
        }
        return all;
    }

    private static IllegalArgumentException refused(int place) {
        return new IllegalArgumentException(
                "place: " + place + " (expected: places of the list before, in order)");
    }
}
