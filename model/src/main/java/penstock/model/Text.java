package penstock.model;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

/// Reads and writes trees as YAML or JSON. A text may hold several YAML documents.
public final class Text {
    /// Deeper nesting than this is refused by the reader.
    private static final int MAX_DEPTH = 100;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final YAMLFactory YAML =
            YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                    .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
                    .stringQuotingChecker(new Quoting())
                    .build();

    /// For texts that a block of lines would not bring back as they are.
    private static final YAMLFactory QUOTED_YAML =
            YAML.rebuild().disable(YAMLWriteFeature.MINIMIZE_QUOTES).build();

    private static final Pattern WILD =
            Pattern.compile("^[ \\n].*|.*[\\p{Cc}\\u2028\\u2029\\ufeff&&[^\\n]].*", Pattern.DOTALL);

    private Text() {}

    /// Quotes whatever the library's own rules would write in a form that reads back as something else.
    private static final class Quoting extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1L;
        private static final Pattern PLAIN =
                Pattern.compile("[\\p{L}\\p{N}_./$(+-][\\p{L}\\p{N}\\p{P}\\p{S} ]*");

        @Override
        public boolean needToQuoteName(String name) {
            return !isPlain(name) || super.needToQuoteName(name);
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return !isPlain(value) || super.needToQuoteValue(value);
        }

        private static boolean isPlain(String text) {
            return PLAIN.matcher(text).matches() && !text.endsWith(" ");
        }
    }

    /// All documents of a YAML (or JSON) text.
    ///
    /// @param source named in the message of a syntax error, for example the file
    /// @throws ProblemException with [Problem.Invalid] and the place when the text is malformed
    public static List<Node> readYaml(String text, String source) {
        return read(YAML, text, source);
    }

    public static Node readJson(String text) {
        var documents = read(JSON, text, "JSON");
        if (documents.size() != 1) {
            throw invalid("JSON", "", documents.size() + " values (expected: one)");
        }
        return documents.getFirst();
    }

    private static List<Node> read(TokenStreamFactory factory, String text, String source) {
        var documents = new ArrayList<Node>();
        try (var parser = factory.createParser(ObjectReadContext.empty(), text)) {
            while (parser.nextToken() != null) {
                var node = node(parser, source, 0, mark(parser));
                if (!node.isNull()) {
                    documents.add(node);
                }
            }
            return documents;
        } catch (JacksonException e) {
            var where = e.getLocation();
            var place =
                    where == null
                            ? ""
                            : new Mark(where.getLineNr(), where.getColumnNr()).toString();
            var fact = e.getOriginalMessage().lines().findFirst().orElse("malformed");
            throw invalid(source, place, fact + " (expected: well-formed YAML or JSON)");
        }
    }

    /// @param mark where the key stands that has the value, or the value itself where there is none
    private static Node node(JsonParser parser, String source, int depth, Mark mark) {
        var own = mark(parser);
        if (depth > MAX_DEPTH) {
            throw invalid(source, own.toString(), "nested deeper than " + MAX_DEPTH + " levels");
        }
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw invalid(
                    source,
                    own.toString(),
                    "alias *" + parser.getString() + " (expected: the value itself, written out)");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Node> entries = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var place = mark(parser);
                    var key = whole(parser.currentName(), source, place);
                    parser.nextToken();
                    entries.put(key, node(parser, source, depth + 1, place));
                }
                yield new Node.Mapping(entries, mark);
            }
            case START_ARRAY -> {
                var items = new ArrayList<Node>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(node(parser, source, depth + 1, mark(parser)));
                }
                yield new Node.Sequence(items, mark);
            }
            case VALUE_NULL -> new Node.Scalar("null", Node.Style.NULL, mark);
            case VALUE_TRUE, VALUE_FALSE ->
                    new Node.Scalar(parser.getString(), Node.Style.BOOLEAN, mark);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    new Node.Scalar(parser.getString(), Node.Style.NUMBER, mark);
            default ->
                    new Node.Scalar(whole(parser.getString(), source, own), Node.Style.TEXT, mark);
        };
    }

    /// Half a surrogate pair, which an escape can smuggle in, has no bytes to be stored as.
    private static String whole(String text, String source, Mark mark) {
        if (text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
            throw invalid(
                    source, mark.toString(), "a text with half a character (expected: Unicode)");
        }
        return text;
    }

    private static Mark mark(JsonParser parser) {
        var location = parser.currentTokenLocation();
        return new Mark(location.getLineNr(), location.getColumnNr());
    }

    private static ProblemException invalid(String source, String path, String message) {
        return new ProblemException(Problem.Invalid.at(source, path, message));
    }

    public static String writeJson(Node node) {
        return write(JSON, node);
    }

    public static String writeYaml(Node node) {
        return write(isTame(node) ? YAML : QUOTED_YAML, node);
    }

    private static boolean isTame(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> !WILD.matcher(scalar.text()).matches();
            case Node.Sequence sequence -> sequence.items().stream().allMatch(Text::isTame);
            case Node.Mapping map ->
                    map.entries().entrySet().stream()
                            .allMatch(
                                    entry ->
                                            !WILD.matcher(entry.getKey()).matches()
                                                    && isTame(entry.getValue()));
        };
    }

    private static String write(TokenStreamFactory factory, Node node) {
        var text = new StringWriter();
        try (var generator = factory.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, node);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Node node) {
        switch (node) {
            case Node.Mapping map -> {
                generator.writeStartObject();
                map.entries()
                        .forEach(
                                (key, value) -> {
                                    generator.writeName(key);
                                    write(generator, value);
                                });
                generator.writeEndObject();
            }
            case Node.Sequence sequence -> {
                generator.writeStartArray();
                sequence.items().forEach(item -> write(generator, item));
                generator.writeEndArray();
            }
            case Node.Scalar scalar -> {
                switch (scalar.style()) {
                    case TEXT -> generator.writeString(scalar.text());
                    case NUMBER -> generator.writeNumber(new java.math.BigDecimal(scalar.text()));
                    case BOOLEAN -> generator.writeBoolean(Boolean.parseBoolean(scalar.text()));
                    case NULL -> generator.writeNull();
                }
            }
        }
    }
}
