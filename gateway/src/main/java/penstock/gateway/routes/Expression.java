package penstock.gateway.routes;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/// A regular expression of RE2, whose time to match is linear in the text. Its size is bounded, as a request pays for it with the
/// size times the length of what it looks at.
///
/// @param text 1 to 512 characters; at most 500 instructions once its repetitions are written out
public record Expression(String text) {

    private static final int MAX_TEXT = 512;
    private static final int MAX_INSTRUCTIONS = 500;

    public Expression {
        Checks.range("length of the regular expression", text.length(), 1, MAX_TEXT);
        // looked at before it is compiled, which takes memory for every repetition
        if (expanded(text) > MAX_INSTRUCTIONS || compile(text).programSize() > MAX_INSTRUCTIONS) {
            throw new IllegalArgumentException(
                    "regular expression: \""
                            + text
                            + "\" (expected: at most "
                            + MAX_INSTRUCTIONS
                            + " characters and classes once its repetitions are written out)");
        }
    }

    /// How many characters and classes it has with its counted repetitions written out.
    private static long expanded(String text) {
        Deque<Long> outer = new ArrayDeque<>();
        long size = 0;
        long last = 0;
        for (int i = 0; i < text.length() && size <= MAX_INSTRUCTIONS; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> i++;
                case '[' -> i = endOfClass(text, i);
                case '(' -> {
                    outer.push(size);
                    size = 0;
                    last = 0;
                    continue;
                }
                case ')' -> {
                    last = size;
                    size += outer.isEmpty() ? 0 : outer.pop();
                    continue;
                }
                case '{' -> {
                    long times = times(text, i);
                    size += last * (times - 1);
                    last *= times;
                }
                default -> {}
            }
            last = c == '{' ? last : 1;
            size++;
        }
        while (!outer.isEmpty()) {
            size += outer.pop();
        }
        return size;
    }

    private static int endOfClass(String text, int from) {
        int end = from + 1;
        end += text.startsWith("^", end) ? 1 : 0;
        end += text.startsWith("]", end) ? 1 : 0;
        while (end < text.length() && text.charAt(end) != ']') {
            boolean isNamed = text.startsWith("[:", end) && text.indexOf(":]", end) > 0;
            end = isNamed ? text.indexOf(":]", end) + 1 : end;
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end, text.length() - 1);
    }

    /// Of `{2}`, `{2,}` and `{2,3}` the larger number; 1 for braces that are none of these.
    private static long times(String text, int from) {
        long most = 1;
        long number = 0;
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.min(10 * number + c - '0', MAX_INSTRUCTIONS + 1L);
                most = Math.max(most, number);
            } else if (c == ',') {
                number = 0;
            } else {
                return c == '}' ? most : 1;
            }
        }
        return 1;
    }

    private static Pattern compile(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "regular expression: \""
                            + text
                            + "\" (expected: one of RE2; "
                            + e.getDescription()
                            + ")",
                    e);
        }
    }

    /// Ready to match whole texts.
    public Pattern pattern() {
        return compile(text);
    }
}
