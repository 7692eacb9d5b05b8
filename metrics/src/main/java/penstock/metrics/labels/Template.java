package penstock.metrics.labels;

import com.google.re2j.Matcher;

/// Replacements of regular expressions as Go's `regexp` expands them: `$1`, `${1}` or `${name}` for what a group matched, `$$` for a
/// dollar. A name without braces is as long as it can be; other dollars stand for themselves.
public final class Template {
    /// How many characters may come of it: a group may be put in many times.
    public static final int MOST = 1 << 16;

    private Template() {}

    /// Puts in the groups that the template names; one that does not exist or took no part is empty.
    ///
    /// @throws IllegalArgumentException when more than [#MOST] characters come of it
    public static String expand(String template, Matcher matcher) {
        var out = new StringBuilder();
        int place = 0;
        while (place < template.length()) {
            int dollar = template.indexOf('$', place);
            if (dollar < 0) {
                break;
            }
            out.append(template, place, dollar);
            place = dollar + 1;
            if (place < template.length() && template.charAt(place) == '$') {
                out.append('$');
                place++;
                continue;
            }
            boolean isBraced = place < template.length() && template.charAt(place) == '{';
            int start = isBraced ? place + 1 : place;
            int end = endOfName(template, start);
            boolean isName =
                    end > start
                            && (!isBraced
                                    || (end < template.length() && template.charAt(end) == '}'));
            if (!isName) {
                out.append('$');
                continue;
            }
            append(out, group(template.substring(start, end), matcher));
            place = isBraced ? end + 1 : end;
        }
        append(out, template.substring(place));
        return out.toString();
    }

    private static void append(StringBuilder out, String text) {
        if (out.length() + text.length() > MOST) {
            throw new IllegalArgumentException(
                    "replacement: more than " + MOST + " characters (expected: at most so many)");
        }
        out.append(text);
    }

    private static int endOfName(String template, int start) {
        int end = start;
        while (end < template.length()
                && (Character.isLetterOrDigit(template.charAt(end))
                        || template.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    private static String group(String name, Matcher matcher) {
        String group;
        if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int index = name.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(name);
            group = index <= matcher.groupCount() ? matcher.group(index) : null;
        } else {
            group = matcher.pattern().namedGroups().containsKey(name) ? matcher.group(name) : null;
        }
        return group == null ? "" : group;
    }
}
