package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.HeadWriter;
import penstock.gateway.routes.HeaderEdits;

/// Edits of headers, made ready: what is dropped of a head, and what is put behind it.
final class Edits {

    static final Edits NONE = new Edits(List.of(), List.of());

    private final String[] dropped;

    /// What is put behind the head, also as lines of HTTP/1.1.
    final List<HeaderLine> fields;

    final byte[] lines;

    private Edits(List<String> dropped, List<HeaderLine> fields) {
        this.dropped = dropped.toArray(String[]::new);
        this.fields = List.copyOf(fields);
        this.lines = Ascii.bytes(lines(fields));
    }

    /// Writes field lines of HTTP/1.1.
    static void write(List<HeaderLine> fields, HeadWriter out) {
        for (HeaderLine field : fields) {
            out.field(field.name(), field.value());
        }
    }

    private static String lines(List<HeaderLine> fields) {
        var text = new StringBuilder();
        for (HeaderLine field : fields) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        return text.toString();
    }

    static Edits of(HeaderEdits edits) {
        return NONE.then(edits);
    }

    /// These edits and then others.
    Edits then(HeaderEdits next) {
        if (next.equals(HeaderEdits.NONE)) {
            return this;
        }
        Set<String> gone = new LinkedHashSet<>(List.of(dropped));
        List<HeaderLine> put = new ArrayList<>(fields);
        next.remove().forEach(name -> drop(name, gone, put));
        next.set().forEach(field -> drop(field.name(), gone, put));
        next.set().forEach(field -> put.add(new HeaderLine(field.name(), field.value())));
        next.add().forEach(field -> put.add(new HeaderLine(field.name(), field.value())));
        return new Edits(List.copyOf(gone), put);
    }

    /// These edits, without fields of the names in what comes of them.
    Edits without(List<String> names) {
        return then(new HeaderEdits(List.of(), List.of(), names));
    }

    private static void drop(String name, Set<String> gone, List<HeaderLine> put) {
        gone.add(name);
        put.removeIf(field -> field.name().equalsIgnoreCase(name));
    }

    /// Whether a field of a head is left out.
    boolean drops(HeadBuffer head, int index) {
        for (String name : dropped) {
            if (head.nameIs(index, name)) {
                return true;
            }
        }
        return false;
    }
}
