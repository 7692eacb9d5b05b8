package penstock.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A block of a file in `conversations/`: what a client and an instance say to each other through the gateway, byte for byte and in
/// this order. Each line happens before the next begins.
///
/// Blocks are separated by empty lines, `#` begins a comment, `case` and `rfc` are as in `HostileCase`, and so is the form of bytes;
/// `{id}` is any request id, `{length}` any length.
///
/// - `->` the client sends, `=>` the instance gets, `<=` the instance sends, `<-` the client gets. In place of bytes `{end}` is the
///   end of this direction, and `{reset}` after `->` or `<=` a reset of the connection.
/// - `<- problem STATUS CODE`: the client gets an answer of the gateway itself.
/// - `instance N`: from here on it is the instance's Nth connection that speaks and is spoken to, at first the first.
/// - `wait N`: N seconds go by.
/// - `whole yes`: the bytes must arrive at once, as chunks are passed on as they come.
///
/// In the end both sides say that they have nothing more to say, and neither must have got anything else.
record Conversation(String name, boolean isWhole, List<Line> lines) {

    record Line(String key, String text) {}

    private static final Set<String> KEYS =
            Set.of("case", "rfc", "whole", "->", "=>", "<=", "<-", "instance", "wait");

    static List<Conversation> read(String file) {
        var found = new ArrayList<Conversation>();
        var names = new HashSet<String>();
        for (String block : text(file).split("\n\\s*\n", -1)) {
            List<Line> lines =
                    block.lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(Conversation::line)
                            .toList();
            if (!lines.isEmpty()) {
                found.add(of(file, lines));
            }
        }
        for (Conversation one : found) {
            if (!names.add(one.name)) {
                throw new AssertionError(file + ": two cases are called " + one.name);
            }
        }
        return found;
    }

    private static Conversation of(String file, List<Line> lines) {
        boolean isWhole = lines.contains(new Line("whole", "yes"));
        var one = new Conversation(lines.getFirst().text(), isWhole, lines);
        for (Line line : lines) {
            if (!KEYS.contains(line.key())) {
                throw new AssertionError(file + ", " + one.name + ": unknown key " + line.key());
            }
        }
        if (!lines.getFirst().key().equals("case") || one.rfc().isEmpty()) {
            throw new AssertionError(file + ", " + one.name + ": case or rfc is missing");
        }
        return one;
    }

    private static String text(String file) {
        try (InputStream in =
                Conversation.class.getResourceAsStream("conversations/" + file + ".case")) {
            return new String(
                    Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException failed) {
            throw new AssertionError(file, failed);
        }
    }

    private static Line line(String text) {
        int space = text.indexOf(' ');
        return space < 0
                ? new Line(text, "")
                : new Line(text.substring(0, space), text.substring(space + 1));
    }

    String rfc() {
        return lines.stream()
                .filter(line -> line.key().equals("rfc"))
                .map(Line::text)
                .findFirst()
                .orElse("");
    }

    @Override
    public String toString() {
        return name;
    }
}
