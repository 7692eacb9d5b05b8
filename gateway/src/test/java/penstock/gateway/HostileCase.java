package penstock.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A block of a `.case` file: what one side sends, byte for byte, and what must come of it.
///
/// Blocks are separated by empty lines, `#` begins a comment. The first word of a line is its key; lines with the same key are
/// joined. In texts `\r \n \t \0 \\ \xHH` are bytes, `{N*text}` is a text N times over, `{way HOST}` stands for the fields
/// about the way that the gateway adds to a request for that host (none in `{way}`), up to the empty line, `{way1.0 HOST}` for those
/// of a request that came as HTTP/1.0. `{date}` is a date of the form that HTTP wants, `{v1}` stands for the fields that the
/// gateway adds to an answer without one: `Date` and `Penstock-Version`.
///
/// - `case`, `rfc`: what is tried, and the section that says what is right.
/// - `send`: what the client sends.
/// - `finish`: `yes` when the client then says that it will send no more.
/// - `reply`, `then`: what the instance answers, and whether it then keeps the connection `open`, or lets it `close` or `reset`.
/// - `got`: all that the instances received; `nothing` for nothing.
/// - `answer`: the answers the client gets, in order: a status and the code of the problem, or the body.
/// - `client`: all that the client receives, byte for byte, instead of `answer`.
/// - `end`: whether the client's connection is then `open` (and in step: a probe is sent and answered) or `closed`.
/// - `reused`: `yes` when the connection to the instance serves the next request too; it must not otherwise.
/// - `whole`: `yes` when the bytes must arrive at once, as chunks are passed on as they come.
public record HostileCase(String name, List<Line> lines) {

    public record Line(String key, String value) {}

    private static final Set<String> KEYS =
            Set.of(
                    "case", "rfc", "send", "finish", "reply", "then", "got", "answer", "client",
                    "end", "reused", "whole");

    private static final String ADDED = "Date: {date}\\r\\nPenstock-Version: v1\\r\\n";
    private static final Pattern DATE =
            Pattern.compile(
                    "(?<=\nDate: )(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} [0-9:]{8} GMT(?=\r\n)");

    private static final Pattern REPEAT = Pattern.compile("\\{(\\d+)\\*([^}]*)}");
    private static final Pattern WAY = Pattern.compile("\\{way(1\\.0)? ?([^}]*)}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-fA-F]{2}|.)");

    public static List<HostileCase> read(String file) {
        var cases = new ArrayList<HostileCase>();
        var names = new HashSet<String>();
        for (String block : text(file).split("\n\\s*\n", -1)) {
            List<Line> lines =
                    block.lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(HostileCase::line)
                            .toList();
            if (!lines.isEmpty()) {
                var one = new HostileCase(lines.getFirst().value(), lines);
                one.check(file);
                if (!names.add(one.name())) {
                    throw new AssertionError(file + ": two cases are called " + one.name());
                }
                cases.add(one);
            }
        }
        return cases;
    }

    private static String text(String file) {
        try (InputStream in = HostileCase.class.getResourceAsStream("hostile/" + file)) {
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

    private void check(String file) {
        for (Line line : lines) {
            if (!KEYS.contains(line.key())) {
                throw new AssertionError(file + ", " + name + ": unknown key " + line.key());
            }
        }
        if (!lines.getFirst().key().equals("case")
                || one("rfc").isEmpty()
                || one("end").isEmpty()) {
            throw new AssertionError(file + ", " + name + ": case, rfc or end is missing");
        }
    }

    public boolean has(String key) {
        return lines.stream().anyMatch(line -> line.key().equals(key));
    }

    /// The values of a key, one for each line.
    List<String> all(String key) {
        return lines.stream().filter(line -> line.key().equals(key)).map(Line::value).toList();
    }

    /// The value of a key that is there once, or nothing.
    String one(String key) {
        return String.join(" ", all(key));
    }

    /// The lines of a key as bytes, in ISO 8859-1.
    public String bytes(String key) {
        String text = String.join("", all(key));
        return text.equals("nothing") ? "" : decoded(text);
    }

    /// The bytes that a text stands for, in ISO 8859-1.
    static String decoded(String text) {
        return unescaped(
                WAY.matcher(repeated(text).replace("{v1}", ADDED))
                        .replaceAll(
                                found ->
                                        Matcher.quoteReplacement(
                                                way(
                                                        found.group(2),
                                                        found.group(1) == null ? "1.1" : "1.0"))));
    }

    private static String repeated(String text) {
        return REPEAT.matcher(text)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        found.group(2).repeat(Integer.parseInt(found.group(1)))));
    }

    /// The fields about the way that the gateway adds.
    static String way(String host) {
        return way(host, "1.1");
    }

    private static String way(String host, String version) {
        return "X-Forwarded-For: 127.0.0.1\r\n"
                + (host.isEmpty() ? "" : "X-Forwarded-Host: " + host + "\r\n")
                + "X-Forwarded-Proto: http\r\nForwarded: for=127.0.0.1;"
                + (host.isEmpty() ? "" : "host=\"" + host + "\";")
                + "proto=http\r\nVia: "
                + version
                + " penstock\r\nX-Request-Id: {id}\r\n";
    }

    /// How many bytes a text with `{date}` stands for.
    static int length(String expected) {
        return expected.replace("{date}", "Thu, 01 Jan 1970 00:00:00 GMT").length();
    }

    /// What was received, with its dates replaced.
    static String dated(String received) {
        return DATE.matcher(received).replaceAll("{date}");
    }

    static boolean isDate(String value) {
        return DATE.matcher("\nDate: " + value + "\r\n").find();
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        switch (found.group(1).charAt(0)) {
                                            case 'r' -> "\r";
                                            case 'n' -> "\n";
                                            case 't' -> "\t";
                                            case '0' -> "\0";
                                            case 'x' ->
                                                    ""
                                                            + (char)
                                                                    Integer.parseInt(
                                                                            found.group(1)
                                                                                    .substring(1),
                                                                            16);
                                            default -> found.group(1);
                                        }));
    }

    @Override
    public String toString() {
        return name;
    }
}
