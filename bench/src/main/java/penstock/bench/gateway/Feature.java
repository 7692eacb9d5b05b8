package penstock.bench.gateway;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import penstock.cli.api.ApiException;

/// What our gateway does with requests only where its users ask for it. `OwnTable` and `OwnGateway` switch each on as they would, so that
/// none refuses, keeps or changes what the load asks for.
enum Feature {
    /// A response cache; the upstreams' answers do not say that they may be kept, so it is asked for each `GET` and never has one.
    CACHE("cache"),
    /// gzip and Brotli; the load does not say that it takes either, so answers get `Vary` and pass.
    COMPRESSION("compression"),
    /// Addresses that may ask, and some that may not.
    ACCESS("access"),
    /// Limits of URLs, heads and answers.
    SIZES("sizes"),
    /// Pages of other origins may ask; the load comes from none.
    CORS("cors"),
    /// Fields of requests and answers are set, added and removed.
    EDITS("edits"),
    /// A quota of each user that none reaches, told in answers.
    RATE("rate"),
    /// A limit that follows latency, outliers, a breaker and retries.
    LOAD("load"),
    /// Trace Context; 1 % are sampled.
    TRACING("tracing"),
    /// A line of each request in a file.
    LOG("log"),
    /// Lines of 1 % of the requests, as by default; all the same with `LOG`.
    SAMPLED_LOG("sampled-log");

    private final String text;

    Feature(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /// All, with a line of each request.
    static Set<Feature> every() {
        return EnumSet.complementOf(EnumSet.of(SAMPLED_LOG));
    }

    /// All, with lines of a sample.
    static Set<Feature> everySampled() {
        return EnumSet.complementOf(EnumSet.of(LOG));
    }

    /// Reads a list of names, separated by commas; `every` stands for all, nothing for none.
    static Set<Feature> parse(String names) {
        if (names.equals("every")) {
            return every();
        }
        var features = EnumSet.noneOf(Feature.class);
        if (!names.isEmpty()) {
            Arrays.stream(names.split(",", -1)).map(Feature::of).forEach(features::add);
        }
        return features;
    }

    private static Feature of(String name) {
        return Arrays.stream(values())
                .filter(each -> each.text.equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                ApiException.usage(
                                        "--features: \"%s\" (expected: every, or of %s)"
                                                .formatted(name, names())));
    }

    private static String names() {
        return Arrays.stream(values()).map(Feature::text).collect(Collectors.joining(", "));
    }
}
