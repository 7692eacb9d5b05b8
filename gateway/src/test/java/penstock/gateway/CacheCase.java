package penstock.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A block of a file in `caching/`: what a client asks for, what the instance is asked for meanwhile, and what the client gets. Blocks
/// are separated by empty lines, `#` begins a comment. Parts of a line are separated by ` | `.
///
/// - `rule NAME VALUE` changes the rule of the route, seconds for spans.
/// - `> METHOD TARGET`, then fields, perhaps `content TEXT`: the client asks, on a new connection.
/// - `= STATUS`, then fields and perhaps `body TEXT`: the instance is asked, and answers. `chunked`, `close`, `cut` and `trailer` say in
///   which form; `= reset` ends the connection without an answer. The instance is asked as often as there are such lines.
/// - `?`: a field that the last of these requests to the instance had, or with `no` one that it had not.
/// - `<`: the status that the client gets, then fields, `has NAME`, `no NAME`, `body TEXT`; any other word stands in `Cache-Status`.
///   `Age: ~N` is N or little more. `< broken` is an answer without its end. With `<~` the client asks again until it gets this.
/// - `wait N`: so many seconds go by.
///
/// `{now}` is the time, `{now+N}` N seconds later; `{850+N}` and `{asctime+N}` the same in the older forms.
record CacheCase(String name, String rfc, List<Line> lines) {

    record Line(String key, List<String> parts) {
        String first() {
            return parts.getFirst();
        }

        List<String> rest() {
            return parts.subList(1, parts.size());
        }
    }

    private static final Pattern TIME = Pattern.compile("\\{(now|850|asctime)([+-]\\d+)?}");

    static Stream<CacheCase> all() {
        List<CacheCase> found = new ArrayList<>();
        var names = new HashSet<String>();
        for (String block : text().split("\n\\s*\n", -1)) {
            List<Line> lines =
                    block.lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(CacheCase::line)
                            .toList();
            if (lines.isEmpty()) {
                continue;
            }
            var one =
                    new CacheCase(
                            lines.get(0).first(),
                            lines.get(1).first(),
                            lines.subList(2, lines.size()));
            if (!lines.get(0).key().equals("case") || !names.add(one.name)) {
                throw new AssertionError("two cases, or one without a name: " + one.name);
            }
            found.add(one);
        }
        return found.stream();
    }

    private static String text() {
        try (InputStream in = CacheCase.class.getResourceAsStream("caching/rfc9111.case")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static Line line(String text) {
        int space = text.indexOf(' ');
        return new Line(
                text.substring(0, space), List.of(text.substring(space + 1).split(" \\| ", -1)));
    }

    /// A part with the times as they are now.
    static String timed(String part, long now) {
        return TIME.matcher(part).replaceAll(found -> time(found, now));
    }

    private static String time(MatchResult found, long now) {
        long shift = found.group(2) == null ? 0 : Long.parseLong(found.group(2));
        String form =
                switch (found.group(1)) {
                    case "850" -> "EEEE, dd-MMM-yy HH:mm:ss 'GMT'";
                    case "asctime" -> "EEE MMM ppd HH:mm:ss yyyy";
                    default -> "EEE, dd MMM yyyy HH:mm:ss 'GMT'";
                };
        return DateTimeFormatter.ofPattern(form, Locale.ROOT)
                .format(LocalDateTime.ofEpochSecond(now + shift, 0, ZoneOffset.UTC));
    }

    @Override
    public String toString() {
        return name;
    }
}
