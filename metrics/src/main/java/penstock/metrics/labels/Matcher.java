package penstock.metrics.labels;

import com.google.re2j.Pattern;
import java.util.Objects;
import java.util.Set;

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
    private final Test test;

    /// What a value has to fulfil.
    private sealed interface Test {
        boolean holds(String text);

        /// To be one of some texts, which may be many.
        record OneOf(Set<String> texts) implements Test {
            @Override
            public boolean holds(String text) {
                return texts.contains(text);
            }
        }

        /// @param watch is asked before each match, which may take its time
        record Like(Pattern pattern, Runnable watch) implements Test {
            @Override
            public boolean holds(String text) {
                watch.run();
                return pattern.matches(text);
            }
        }
    }

    private Matcher(Kind kind, String name, String value, Test test) {
        this.kind = kind;
        this.name = name;
        this.value = value;
        this.test = test;
    }

    /// @throws com.google.re2j.PatternSyntaxException when the value is no regular expression where one is needed, or too large a
    ///     one
    public static Matcher of(Kind kind, String name, String value) {
        return new Matcher(
                kind,
                name,
                value,
                switch (kind) {
                    case EQUAL, NOT_EQUAL -> new Test.OneOf(Set.of(value));
                    case REGEX, NOT_REGEX -> like(value);
                });
    }

    private static Test like(String regex) {
        var shape = RegexShape.of(regex);
        return shape.isSet()
                ? new Test.OneOf(Set.copyOf(shape.texts()))
                : new Test.Like(Regex.compile(regex, Pattern.DOTALL), () -> {});
    }

    /// The same, but something is done before each text that a regular expression is tried on, which may end it by throwing.
    public Matcher watched(Runnable watch) {
        return test instanceof Test.Like(Pattern pattern, _)
                ? new Matcher(kind, name, value, new Test.Like(pattern, watch))
                : this;
    }

    /// How many instructions its regular expression has; 0 when it is none, or one that need not be run.
    public int programSize() {
        return test instanceof Test.Like(Pattern pattern, _) ? pattern.programSize() : 0;
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
            case EQUAL, REGEX -> test.holds(text);
            case NOT_EQUAL, NOT_REGEX -> !test.holds(text);
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
