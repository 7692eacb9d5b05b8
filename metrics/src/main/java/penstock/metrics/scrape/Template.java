package penstock.metrics.scrape;

import com.google.re2j.Matcher;

/// Replacements with `$1`, `${1}` or `${name}` for what a group matched, and `$$` for a dollar, as Go's `regexp` expands them: a
/// name without braces is as long as it can be; groups that do not exist are empty; other dollars stand for themselves.
final class Template {
    private Template() {}

    static String expand(String template, Matcher match) {
        if (template.indexOf('$') < 0) {
            return template;
        }
        var out = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            char c = template.charAt(at);
            if (c != '$') {
                out.append(c);
                at++;
            } else if (template.startsWith("$$", at)) {
                out.append('$');
                at += 2;
            } else {
                at = group(template, at, match, out);
            }
        }
        return out.toString();
    }

    /// Appends what the group at a dollar matched; returns the place behind its name.
    private static int group(String template, int dollar, Matcher match, StringBuilder out) {
        boolean hasBraces = template.startsWith("{", dollar + 1);
        int from = hasBraces ? dollar + 2 : dollar + 1;
        int to = from;
        while (to < template.length()
                && (Character.isLetterOrDigit(template.charAt(to)) || template.charAt(to) == '_')) {
            to++;
        }
        boolean isEnded = !hasBraces || (to < template.length() && template.charAt(to) == '}');
        if (to == from || !isEnded) {
            out.append('$');
            return dollar + 1;
        }
        out.append(text(template.substring(from, to), match));
        return hasBraces ? to + 1 : to;
    }

    private static String text(String name, Matcher match) {
        try {
            boolean isNumber = name.chars().allMatch(c -> c >= '0' && c <= '9');
            String text;
            if (!isNumber) {
                text = match.group(name);
            } else if (name.length() < 9 && Integer.parseInt(name) <= match.groupCount()) {
                text = match.group(Integer.parseInt(name));
            } else {
                text = "";
            }
            return text == null ? "" : text;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
