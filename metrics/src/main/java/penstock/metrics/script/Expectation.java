package penstock.metrics.script;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Locale;
import java.util.Optional;
import penstock.metrics.labels.Regex;

/// What a query does besides yielding a result.
///
/// @param message what it says exactly
/// @param pattern what is found in what it says
record Expectation(Kind kind, Optional<String> message, Optional<Pattern> pattern) {
    enum Kind {
        ORDERED,
        FAIL,
        WARN,
        NO_WARN,
        INFO,
        NO_INFO
    }

    private static final Pattern FORM =
            Pattern.compile(
                    "expect\\s+(ordered|fail|warn|no_warn|info|no_info)(?:\\s+(regex|msg):(.+))?");

    static Expectation of(Kind kind) {
        return new Expectation(kind, Optional.empty(), Optional.empty());
    }

    static Expectation parse(String line) {
        var form = FORM.matcher(line);
        if (!form.matches()) {
            throw new ScriptProblem(
                    "\""
                            + line
                            + "\" (expected: expect"
                            + " ordered|fail|warn|no_warn|info|no_info [msg:…|regex:…])");
        }
        var kind = Kind.valueOf(form.group(1).toUpperCase(Locale.ROOT));
        if (form.group(2) == null) {
            return of(kind);
        }
        String text = form.group(3).trim();
        return form.group(2).equals("msg")
                ? new Expectation(kind, Optional.of(text), Optional.empty())
                : matching(kind, text);
    }

    static Expectation matching(Kind kind, String pattern) {
        try {
            return new Expectation(kind, Optional.empty(), Optional.of(Regex.compile(pattern)));
        } catch (PatternSyntaxException e) {
            throw new ScriptProblem("invalid regex " + pattern + ": " + e.getMessage());
        }
    }

    boolean isMet(String text) {
        return message.map(text::equals).orElse(true)
                && pattern.map(wanted -> wanted.matcher(text).find()).orElse(true);
    }

    @Override
    public String toString() {
        return message.or(() -> pattern.map(Pattern::toString)).orElse("any");
    }
}
