package penstock.vectoriser;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import penstock.vectoriser.trace.Conversion;
import penstock.vectoriser.trace.Features;
import penstock.vectoriser.trace.QualityModel;
import penstock.vectoriser.trace.Tier;
import penstock.vectoriser.trace.TraceParameters;
import penstock.vectoriser.trace.Vectoriser;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The bodies of answers.
final class Answers {
    private static final JsonFactory JSON = new JsonFactory();

    private Answers() {}

    static byte[] object(Consumer<JsonGenerator> content) {
        var out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            content.accept(json);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    static byte[] problem(Problem problem) {
        return object(
                json -> {
                    json.writeStringProperty("type", "about:blank");
                    json.writeStringProperty("title", title(problem.status()));
                    json.writeNumberProperty("status", problem.status());
                    json.writeStringProperty("code", problem.code());
                    json.writeStringProperty("detail", problem.text());
                });
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 413 -> "Content too large";
            case 415 -> "Unsupported media type";
            case 503 -> "Service unavailable";
            default -> "Internal error";
        };
    }

    static byte[] conversion(Conversion done, boolean cached, String version) {
        return object(
                json -> {
                    json.writeStringProperty("svg", done.svg());
                    json.writeStringProperty("imageType", done.type().label());
                    json.writeStringProperty("tier", done.tier().label());
                    json.writeNumberProperty("similarity", done.similarity());
                    json.writeNumberProperty("targetQuality", done.target());
                    json.writeBooleanProperty("targetMet", done.targetMet());
                    json.writeNumberProperty("width", done.width());
                    json.writeNumberProperty("height", done.height());
                    json.writeNumberProperty("tracedWidth", done.tracedWidth());
                    json.writeNumberProperty("tracedHeight", done.tracedHeight());
                    json.writeNumberProperty("attempts", done.attempts());
                    json.writeBooleanProperty("cached", cached);
                    json.writeStringProperty("version", version);
                    durations(json, done.durations());
                    parameters(json, done.parameters());
                });
    }

    private static void durations(JsonGenerator json, Conversion.Durations durations) {
        json.writeObjectPropertyStart("durationsMs");
        json.writeNumberProperty("decode", durations.decode());
        json.writeNumberProperty("analyse", durations.analyse());
        json.writeNumberProperty("trace", durations.trace());
        json.writeNumberProperty("measure", durations.measure());
        json.writeNumberProperty("total", Math.round(durations.total() * 1e3) / 1e3);
        json.writeEndObject();
    }

    private static void parameters(JsonGenerator json, TraceParameters parameters) {
        json.writeObjectPropertyStart("parameters");
        json.writeNumberProperty("tolerance", parameters.tolerance());
        json.writeNumberProperty("smallestArea", parameters.smallestArea());
        json.writeNumberProperty("decimals", parameters.decimals());
        json.writeNumberProperty("colours", parameters.colours());
        json.writeNumberProperty("colourDistance", parameters.colourDistance());
        json.writeEndObject();
    }

    static byte[] analysis(Vectoriser.Analysis analysis) {
        return object(
                json -> {
                    json.writeStringProperty("imageType", analysis.type().label());
                    json.writeNumberProperty("targetQuality", analysis.type().target());
                    json.writeNumberProperty("width", analysis.features().width());
                    json.writeNumberProperty("height", analysis.features().height());
                    features(json, analysis.features());
                    json.writeObjectPropertyStart("durationsMs");
                    json.writeNumberProperty("decode", analysis.decodeMillis());
                    json.writeNumberProperty("analyse", analysis.millis());
                    json.writeEndObject();
                });
    }

    private static void features(JsonGenerator json, Features seen) {
        json.writeObjectPropertyStart("features");
        json.writeNumberProperty("colours", seen.colours());
        json.writeBooleanProperty("transparent", seen.transparent());
        json.writeNumberProperty("edgeShare", rounded(seen.edgeShare()));
        json.writeNumberProperty("gradientShare", rounded(seen.gradientShare()));
        json.writeNumberProperty("roughShare", rounded(seen.roughShare()));
        json.writeNumberProperty("unexplainedShare", rounded(seen.unexplainedShare()));
        json.writeNumberProperty("shapes", seen.shapes());
        json.writeNumberProperty("letters", seen.letters());
        json.writeEndObject();
    }

    static byte[] prediction(Vectoriser.Analysis analysis) {
        double target = analysis.type().target();
        return object(
                json -> {
                    json.writeStringProperty("imageType", analysis.type().label());
                    json.writeNumberProperty("targetQuality", target);
                    json.writeArrayPropertyStart("tiers");
                    for (Tier tier : Tier.values()) {
                        double predicted = QualityModel.predict(analysis.features(), tier);
                        json.writeStartObject();
                        json.writeStringProperty("tier", tier.label());
                        json.writeNumberProperty("predictedSimilarity", rounded(predicted));
                        json.writeBooleanProperty("targetMet", predicted >= target);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                });
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
