package penstock.metrics.labels;

import com.google.re2j.Pattern;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A condition on the value of one label; a label that is missing has the value `""`. Regular expressions are RE2's, match
/// the whole value, and take time linear in its length.
public final class Matcher {
    /// How the value is compared, with its sign in PromQL.
    public enum Kind {
        EQUAL("="),
        NOT_EQUAL("!="),
        REGEX("=~"),
        NOT_REGEX("!~");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }
    }

    private final Kind kind;
    private final String name;
    private final String value;
    private final @Nullable Pattern pattern;

    private Matcher(Kind kind, String name, String value, @Nullable Pattern pattern) {
        this.kind = kind;
        this.name = name;
        this.value = value;
        this.pattern = pattern;
    }

    /// @throws com.google.re2j.PatternSyntaxException when the value is no regular expression where one is needed
    public static Matcher of(Kind kind, String name, String value) {
        boolean isRegex = kind == Kind.REGEX || kind == Kind.NOT_REGEX;
        return new Matcher(
                kind, name, value, isRegex ? Pattern.compile(value, Pattern.DOTALL) : null);
    }

    public Kind kind() {
        return kind;
    }

    public String name() {
        return name;
    }

    public String value() {
        return value;
    }

    public boolean matches(String text) {
        return switch (kind) {
            case EQUAL -> text.equals(value);
            case NOT_EQUAL -> !text.equals(value);
            case REGEX -> Objects.requireNonNull(pattern).matches(text);
            case NOT_REGEX -> !Objects.requireNonNull(pattern).matches(text);
        };
    }

    public boolean matches(Labels labels) {
        return matches(labels.get(name));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matcher matcher
                && kind == matcher.kind
                && name.equals(matcher.name)
                && value.equals(matcher.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, name, value);
    }

    /// As PromQL writes it: `name=~"a.*"`.
    @Override
    public String toString() {
        var text = new StringBuilder();
        Quoting.name(text, name).append(kind.sign());
        return Quoting.text(text, value).toString();
    }
}
