package penstock.model;

import java.util.regex.Pattern;

/// A DNS label: 1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit.
@AsText
public record Name(String value) implements Comparable<Name> {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public Name {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + value
                            + "\" (expected: 1 to 63 lower-case letters, digits and hyphens, starting and ending with"
                            + " a letter or digit)");
        }
    }

    public static Name parse(String text) {
        return new Name(text);
    }

    /// The nearest name to a free text such as a version: lower case, other characters become hyphens.
    public static Name slug(String text) {
        var slug = text.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        slug = slug.replaceAll("^-+", "");
        slug = slug.substring(0, Math.min(63, slug.length())).replaceAll("-+$", "");
        return new Name(slug);
    }

    @Override
    public int compareTo(Name other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
