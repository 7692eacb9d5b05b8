package penstock.bench.loss;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import penstock.bench.upstream.Page;
import penstock.cli.load.Shot;

/// Requests for what may be kept and compressed, each of which many make, and what is right about the answers.
final class Pages {
    /// Of each policy.
    private static final int NUMBERS = 3;

    private static final List<String> LANGUAGES = List.of("", "de", "en", "fr");
    private static final String ACCEPT = "Accept-Encoding";

    /// What clients say that they take, and what they then may get.
    private enum Taking {
        NOTHING_SAID("", ""),
        NEITHER("identity", ""),
        GZIP("gzip", Decoding.GZIP),
        BROTLI("br", Decoding.BROTLI),
        BOTH("gzip, deflate, br", Decoding.GZIP + Decoding.BROTLI),
        RATHER_GZIP("br;q=0.3, gzip;q=0.9", Decoding.GZIP);

        private final String accept;
        private final String codings;

        Taking(String accept, String codings) {
            this.accept = accept;
            this.codings = codings;
        }

        boolean takes(String coding) {
            return coding.isEmpty() || codings.contains(coding);
        }
    }

    private static final Taking[] ALL_TAKING = Taking.values();

    private Pages() {}

    private static String name(RandomGenerator random) {
        var policies = Page.Policy.values();
        return policies[random.nextInt(policies.length)].page(random.nextInt(NUMBERS));
    }

    /// @param prefix before the path of the page; empty for none
    static Shot get(String prefix, long id, RandomGenerator random) {
        var name = name(random);
        var language = LANGUAGES.get(random.nextInt(LANGUAGES.size()));
        var taking = ALL_TAKING[random.nextInt(ALL_TAKING.length)];
        var shot =
                numbered(Shot.get(prefix + Page.PREFIX + name), id)
                        .checkedBy(new Right(id, name, language, taking));
        shot = language.isEmpty() ? shot : shot.with("X-Language", language);
        return taking.accept.isEmpty() ? shot : shot.with(ACCEPT, taking.accept);
    }

    /// A change of what is kept.
    static Shot post(String prefix, long id, RandomGenerator random) {
        var path = Page.PREFIX + name(random);
        return numbered(Shot.postJson(prefix + path, "{}"), id).expecting(path);
    }

    private static Shot numbered(Shot shot, long id) {
        return shot.with("X-Request", Long.toString(id));
    }

    /// The number of a request whose path does not say it; -1 for one whose path does.
    static long id(Shot shot) {
        var name = "X-Request: ";
        int from = shot.fields().indexOf(name);
        if (from < 0) {
            return -1;
        }
        int to = shot.fields().indexOf('\r', from);
        return Long.parseLong(shot.fields().substring(from + name.length(), to));
    }

    static boolean isPage(Shot shot) {
        return shot.path().contains(Page.PREFIX);
    }

    /// Whether an answer is whole, of the version that the gateway says, and for this request.
    private record Right(long id, String name, String language, Taking taking)
            implements Shot.Check {
        @Override
        public String mistake(Map<String, String> fields, byte[] content) {
            var coding = fields.getOrDefault("content-encoding", "");
            var stamp = fields.getOrDefault(Page.STAMP, "");
            var found = Page.of(stamp);
            if (found.isEmpty()) {
                return "it has no stamp";
            }
            var page = found.get();
            if (!page.name().equals(name) || !page.isIn(language)) {
                return "it is for another request: " + stamp;
            }
            if (!page.policy().isForOthers() && page.id() != id) {
                return "it is for another client: " + stamp;
            }
            if (!page.version().equals(fields.getOrDefault("penstock-version", ""))) {
                return "it is of another version: " + stamp;
            }
            if (!taking.takes(coding)) {
                return coding + " was not asked for";
            }
            try {
                boolean isWhole = Arrays.equals(page.content(), Decoding.decoded(coding, content));
                return isWhole ? "" : "it has another body than " + stamp + " says";
            } catch (IOException e) {
                return coding + " cannot be undone: " + e.getMessage();
            }
        }
    }
}
