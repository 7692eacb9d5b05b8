package penstock.metrics.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import penstock.metrics.labels.Template;

/// Replaces all matches of a regular expression, with the replacement's groups written as Go writes them.
final class Replacement {
    /// Characters of a result: a replacement may be longer than what it replaces.
    private static final int MAX_LENGTH = 1 << 21;

    private Replacement() {}

    static String all(Pattern pattern, String text, String replacement) {
        Matcher matcher = pattern.matcher(text);
        var out = new StringBuilder();
        int end = 0;
        boolean isFirst = true;
        while (matcher.find()) {
            // Nothing is replaced right after a match.
            boolean isNothing = matcher.start() == matcher.end() && matcher.start() == end;
            if (isNothing && !isFirst) {
                continue;
            }
            isFirst = false;
            out.append(text, end, matcher.start()).append(Template.expand(replacement, matcher));
            end = matcher.end();
            if (out.length() > MAX_LENGTH) {
                throw new FunctionProblem("replaced to more than " + MAX_LENGTH + " characters");
            }
        }
        return out.append(text, end, text.length()).toString();
    }
}
