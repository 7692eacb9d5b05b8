package penstock.bench.upstream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/// An answer that may be kept for other requests, by the name of what was asked for (`/page/POLICY-NUMBER`). Its head says who made it
/// and when (`Stamp`), and its body follows from that, so that whoever gets it can tell whether it is whole and how old it is.
///
/// @param version that made it
/// @param language that was asked for; `any` for none
/// @param madeMillis since 1970; a policy with validators has the beginning of its epoch here
/// @param id of the request it was made for; 0 where others may be told the same
public record Page(String version, String name, String language, long madeMillis, long id) {
    /// What a client may be told of what is kept, and for how long.
    public enum Policy {
        /// Good for some seconds.
        FRESH("max-age=3", 3, false),
        /// Soon stale, and then found good again or not (304).
        CONFIRMED("max-age=1", 1, true),
        /// Given out while it is asked for anew.
        REFRESHED("max-age=1, stale-while-revalidate=4", 5, true),
        /// Given out in place of an error.
        STANDING_IN("max-age=1, stale-if-error=20", 21, false),
        /// Another for each language.
        VARIED("max-age=3", 3, false),
        /// For this client only.
        PRIVATE("private, max-age=60", 0, false),
        UNSTORED("no-store", 0, false);

        private final String control;
        private final int seconds;
        private final boolean hasValidator;

        /// @param seconds for which it may be given out at the most
        Policy(String control, int seconds, boolean hasValidator) {
            this.control = control;
            this.seconds = seconds;
            this.hasValidator = hasValidator;
        }

        String control() {
            return control;
        }

        /// For so long at most it may be given out after an instance has made it or found it good; zero when it may not.
        public Duration most() {
            return Duration.ofSeconds(seconds);
        }

        public boolean isForOthers() {
            return seconds > 0;
        }

        /// Of a page by its name.
        public static Policy of(String name) {
            int dash = name.indexOf('-');
            return valueOf(name.substring(0, dash).toUpperCase(Locale.ROOT));
        }

        /// The name of a page.
        public String page(int number) {
            return name().toLowerCase(Locale.ROOT) + "-" + number;
        }
    }

    /// The first part of the path.
    public static final String PREFIX = "/page/";

    /// Of the request: its number, as its path is that of many.
    public static final String ID = "x-request";

    /// Of the request: what [Policy#VARIED] goes by.
    public static final String LANGUAGE = "x-language";

    /// Of the answer.
    public static final String STAMP = "stamp";

    private static final String ANY = "any";
    private static final long EPOCH_MILLIS = 4_000;
    private static final int MOST_WORDS = 4_000;

    static Page of(Wire.Head head, String version, long nowMillis) {
        var name = head.path().substring(PREFIX.length());
        var policy = Policy.of(name);
        var wanted = head.field(LANGUAGE);
        var language = policy == Policy.VARIED && !wanted.isEmpty() ? wanted : ANY;
        return policy.hasValidator
                ? new Page(version, name, language, nowMillis - nowMillis % EPOCH_MILLIS, 0)
                : new Page(version, name, language, nowMillis, Long.parseLong(head.field(ID)));
    }

    /// @param stamp as in the head of an answer; empty for what is none
    public static Optional<Page> of(String stamp) {
        var parts = stamp.split(" ", -1);
        if (parts.length != 5) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Page(
                            parts[0],
                            parts[1],
                            parts[2],
                            Long.parseLong(parts[3]),
                            Long.parseLong(parts[4])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public Policy policy() {
        return Policy.of(name);
    }

    /// Whether the language is the one that was asked for.
    ///
    /// @param wanted empty for none
    public boolean isIn(String wanted) {
        return language.equals(policy() == Policy.VARIED && !wanted.isEmpty() ? wanted : ANY);
    }

    /// The last moment, in milliseconds since 1970, at which an instance may have said so.
    public long lastMadeMillis() {
        return policy().hasValidator ? madeMillis + EPOCH_MILLIS : madeMillis;
    }

    String stamp() {
        return version + " " + name + " " + language + " " + madeMillis + " " + id;
    }

    /// Empty when there is none.
    String validator() {
        return policy().hasValidator ? "\"" + version + "-" + madeMillis + "\"" : "";
    }

    /// Whether the client has it already.
    boolean isKnown(String ifNoneMatch) {
        return policy().hasValidator && ifNoneMatch.contains(validator());
    }

    /// Words, so that they can be compressed; some pages are short, some long.
    public byte[] content() {
        var stamp = stamp();
        var random = new SplittableRandom(stamp.hashCode());
        var text = new StringBuilder(stamp).append('\n');
        int words = random.nextInt(1 + Math.abs(name.hashCode() % MOST_WORDS));
        for (int i = 0; i < words; i++) {
            text.append(Integer.toString(random.nextInt(2_000), 36))
                    .append(i % 12 == 11 ? '\n' : ' ');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
