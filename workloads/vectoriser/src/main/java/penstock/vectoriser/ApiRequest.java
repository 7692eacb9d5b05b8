package penstock.vectoriser;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import penstock.vectoriser.trace.ConversionOptions;
import penstock.vectoriser.trace.ImageDecoder;
import penstock.vectoriser.trace.Tier;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/// The body of an API request: a picture and, if wanted, parameters. The picture is decoded from
/// base64 while it is read, so no text of its size is ever kept.
final class ApiRequest {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Base64Variant BASE64 =
            Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed();
    private static final int LONGEST_BUDGET = 15_000;

    private final byte[] image;
    private final ConversionOptions options;
    private final boolean cache;

    private ApiRequest(byte[] image, ConversionOptions options, boolean cache) {
        this.image = image;
        this.options = options;
        this.cache = cache;
    }

    byte[] image() {
        return image;
    }

    ConversionOptions options() {
        return options;
    }

    boolean cache() {
        return cache;
    }

    static ApiRequest read(InputStream body) throws Problem {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("expected: an object such as {\"image\": \"<base64>\"}");
            }
            ApiRequest request = new Reading(parser).object();
            if (parser.nextToken() != null) {
                throw malformed("expected: nothing after the object");
            }
            return request;
        } catch (JacksonException e) {
            throw malformed(
                    "line "
                            + e.getLocation().getLineNr()
                            + ", column "
                            + e.getLocation().getColumnNr()
                            + ": "
                            + e.getOriginalMessage());
        }
    }

    private static Problem malformed(String what) {
        return new Problem(400, "json-malformed", "body: not the JSON of a request (" + what + ")");
    }

    private static Problem invalid(String path, String found, String expected) {
        return new Problem(
                400, "parameter-invalid", path + ": " + found + " (expected: " + expected + ")");
    }

    /// One pass over the body.
    private static final class Reading {
        private final JsonParser parser;
        private byte @Nullable [] image;
        private Tier tier = Tier.THOROUGH;
        private OptionalDouble target = OptionalDouble.empty();
        private OptionalInt colours = OptionalInt.empty();
        private OptionalInt budget = OptionalInt.empty();
        private boolean cache = true;

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        ApiRequest object() throws Problem {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "image" -> image = picture(value);
                    case "parameters" -> parameters(value);
                    default -> throw invalid(name, "unknown field", "image or parameters");
                }
            }
            if (image == null) {
                throw new Problem(
                        400, "image-missing", "image: missing (expected: the picture as base64)");
            }
            var options = new ConversionOptions(tier, target, colours, budget, 0);
            return new ApiRequest(image, options, cache);
        }

        private byte[] picture(JsonToken value) throws Problem {
            if (value != JsonToken.VALUE_STRING) {
                throw new Problem(
                        400,
                        "image-missing",
                        "image: not a text (expected: the picture as base64)");
            }
            var sink = new Sink();
            try {
                parser.readBinaryValue(BASE64, sink);
            } catch (UnexpectedEndOfInputException e) {
                throw e;
            } catch (JacksonException e) {
                throw new Problem(
                        400,
                        "image-not-base64",
                        "image: not base64 at byte "
                                + sink.total
                                + " of the picture (expected: the"
                                + " plain base64 alphabet, without a \"data:\" prefix)");
            }
            return sink.bytes();
        }

        private void parameters(JsonToken value) throws Problem {
            if (value != JsonToken.START_OBJECT) {
                throw invalid("parameters", value.name().toLowerCase(Locale.ROOT), "an object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                switch (name) {
                    case "tier" -> tier = tier(token);
                    case "targetQuality" -> target = OptionalDouble.of(number(name, token, 0, 1));
                    case "colours" -> colours = OptionalInt.of((int) number(name, token, 2, 64));
                    case "budgetMs" ->
                            budget = OptionalInt.of((int) number(name, token, 1, LONGEST_BUDGET));
                    case "cache" -> cache = flag(token);
                    default ->
                            throw invalid(
                                    "parameters." + name,
                                    "unknown parameter",
                                    "tier, targetQuality, colours, budgetMs or cache");
                }
            }
        }

        private Tier tier(JsonToken token) throws Problem {
            String text = token == JsonToken.VALUE_STRING ? parser.getString() : "";
            for (Tier known : Tier.values()) {
                if (known.label().equals(text)) {
                    return known;
                }
            }
            throw invalid("parameters.tier", shown(), "fast, balanced or thorough");
        }

        private double number(String name, JsonToken token, int least, int most) throws Problem {
            if (token.isNumeric()) {
                double value = parser.getDoubleValue();
                boolean whole = most == 1 || value == Math.rint(value);
                if (value >= least && value <= most && whole) {
                    return value;
                }
            }
            String kind = most == 1 ? "a number" : "a whole number";
            throw invalid("parameters." + name, shown(), kind + " from " + least + " to " + most);
        }

        private boolean flag(JsonToken token) throws Problem {
            if (!token.isBoolean()) {
                throw invalid("parameters.cache", shown(), "true or false");
            }
            return parser.getBooleanValue();
        }

        private String shown() {
            String text = String.valueOf(parser.getString());
            return text.length() > 40 ? text.substring(0, 40) + "…" : text;
        }
    }

    /// Keeps at most one byte more than a picture may have, and counts on.
    private static final class Sink extends OutputStream {
        private byte[] kept = new byte[8192];
        private int size;
        private long total;

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            total += length;
            int take = Math.min(length, ImageDecoder.MAX_BYTES + 1 - size);
            if (size + take > kept.length) {
                int room = Math.min(ImageDecoder.MAX_BYTES + 1, Math.max(size + take, size * 2));
                kept = Arrays.copyOf(kept, room);
            }
            System.arraycopy(from, offset, kept, size, take);
            size += take;
        }

        byte[] bytes() {
            return size == kept.length ? kept : Arrays.copyOf(kept, size);
        }
    }
}
