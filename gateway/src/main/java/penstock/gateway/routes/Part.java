package penstock.gateway.routes;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/// A part of a route table, or of a route in it, that came after format 3. It is written by its name, and only if it is set, so a
/// table that uses nothing new stays readable for a gateway of the build before; one that meets a name it does not know refuses
/// the table and serves its last good one.
///
/// @param name letters, unique in its list; never given another meaning
/// @param isSet false when the whole is as it would be without the part
/// @param read gives the whole with the part
record Part<T>(
        String name,
        Predicate<T> isSet,
        BiConsumer<T, BinaryWriter> write,
        BiFunction<T, BinaryReader, T> read) {

    /// The number of parts that are set, then each with its name, in the order of the list.
    static <T> void write(List<Part<T>> parts, T whole, BinaryWriter out) {
        List<Part<T>> set = parts.stream().filter(part -> part.isSet.test(whole)).toList();
        out.number(set.size());
        for (Part<T> part : set) {
            out.text(part.name);
            part.write.accept(whole, out);
        }
    }

    /// Refuses a name that is not in the list, or that stands before one it should follow.
    static <T> T read(List<Part<T>> parts, T base, BinaryReader in) {
        T whole = base;
        int count = in.small("parts");
        int next = 0;
        for (int i = 0; i < count; i++) {
            String name = in.text("part name");
            while (next < parts.size() && !parts.get(next).name.equals(name)) {
                next++;
            }
            if (next == parts.size()) {
                throw in.failure(
                        "part",
                        "\""
                                + name
                                + "\" (expected: "
                                + parts.stream().map(Part::name).toList()
                                + ")");
            }
            Part<T> part = parts.get(next++);
            T before = whole;
            whole = in.valid(() -> part.read.apply(before, in));
        }
        return whole;
    }

    /// Whether any of the parts is set.
    static <T> boolean isAny(List<Part<T>> parts, T whole) {
        return parts.stream().anyMatch(part -> part.isSet.test(whole));
    }
}
