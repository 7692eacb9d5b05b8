package penstock.metrics.labels;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Regular expressions of RE2 that come from outside. They match in time linear in the text, times the size of the expression; so
/// both that size and what compiling takes are limited. What Go's `regexp` refuses is refused here with the same words, and some
/// more, since there is less memory here.
public final class Regex {
    /// How many instructions an expression may have: each takes some 200 bytes while it is used.
    static final int MAX_SIZE = 10_000;

    /// How deep groups may be nested, as in Go: each level takes stack.
    private static final int MAX_DEPTH = 1000;

    /// How often something may be repeated, counting the repetitions around it, as in Go.
    private static final int MAX_REPEAT = 1000;

    /// How many groups times instructions there may be: matching may remember each group at each instruction.
    private static final int MAX_REMEMBERED = 1_000_000;

    /// How many classes of Unicode such as `\pL` there may be: each is a table of some 5 KiB.
    private static final int MAX_TABLES = 100;

    /// How much of an expression a message repeats.
    private static final int EXCERPT = 60;

    /// A group that is open, or the whole. A literal or a group in it is an atom; what follows an atom may repeat it.
    private static final class Group {
        private final boolean isCapturing;
        private int size;
        private int lastSize;
        private int repeat = 1;
        private int lastRepeat = 1;

        /// Whether there is nothing in the alternative that is read, which takes an instruction too.
        private boolean isEmpty = true;

        private Group(boolean isCapturing) {
            this.isCapturing = isCapturing;
        }

        private void atom(int atomSize, int atomRepeat) {
            size += atomSize;
            lastSize = atomSize;
            lastRepeat = atomRepeat;
            repeat = Math.max(repeat, atomRepeat);
            isEmpty = false;
        }

        private void alternative() {
            size += isEmpty ? 2 : 1;
            lastSize = 0;
            lastRepeat = 1;
            isEmpty = true;
        }

        private void repeatLast(int times) {
            size += (lastSize + 1) * times - lastSize;
            lastSize = (lastSize + 1) * times;
            lastRepeat *= times;
            repeat = Math.max(repeat, lastRepeat);
        }
    }

    private final String text;
    private final Deque<Group> groups = new ArrayDeque<>();
    private int at;
    private int captures;
    private int tables;

    private Regex(String text) {
        this.text = text;
    }

    /// @throws PatternSyntaxException when it is no regular expression or too large a one; it says what is wrong where
    public static Pattern compile(String expression) {
        return compile(expression, 0);
    }

    /// @param flags those of [Pattern]
    /// @throws PatternSyntaxException when it is no regular expression or too large a one; it says what is wrong where
    public static Pattern compile(String expression, int flags) {
        sizeOf(expression);
        return Pattern.compile(expression, flags);
    }

    /// At least as many instructions as an expression has. What is not well-formed is left to the compiler to refuse.
    ///
    /// @throws PatternSyntaxException when it is too large
    static int sizeOf(String expression) {
        return new Regex(expression).size();
    }

    private int size() {
        groups.push(new Group(false));
        while (at < text.length()) {
            int start = at;
            step(text.charAt(at++));
            check(start);
        }
        int size = 0;
        for (Group group : groups) {
            size += group.size;
        }
        return size;
    }

    private void step(char c) {
        Group group = groups.element();
        switch (c) {
            case '\\' -> escape(group);
            case '[' -> bracket(group);
            case '(' -> open();
            case ')' -> close();
            case '|' -> group.alternative();
            case '*', '+', '?' -> group.repeatLast(1);
            case '{' -> repeat(group);
            default -> group.atom(1, 1);
        }
    }

    private void check(int start) {
        Group group = groups.element();
        if (groups.size() > MAX_DEPTH + 1) {
            throw problem("expression nests too deeply", start, MAX_DEPTH + " levels");
        }
        if (group.repeat > MAX_REPEAT) {
            throw problem("invalid repeat count", start, MAX_REPEAT + " repetitions in all");
        }
        if (group.size > MAX_SIZE) {
            throw problem("expression too large", start, MAX_SIZE + " instructions");
        }
        if (tables > MAX_TABLES) {
            throw problem("expression too large", start, MAX_TABLES + " classes of Unicode");
        }
        if ((long) captures * group.size > MAX_REMEMBERED) {
            throw problem(
                    "expression too large",
                    start,
                    "groups times instructions of " + MAX_REMEMBERED);
        }
    }

    private PatternSyntaxException problem(String what, int place, String limit) {
        String excerpt = text.length() > EXCERPT ? text.substring(0, EXCERPT) + "…" : text;
        return new PatternSyntaxException(
                what + " at character " + (place + 1) + " (expected: at most " + limit + ")",
                excerpt);
    }

    private void escape(Group group) {
        if (at == text.length()) {
            return;
        }
        char c = text.charAt(at++);
        switch (c) {
            case 'Q' -> {
                int end = text.indexOf("\\E", at);
                int last = end < 0 ? text.length() : end;
                for (int i = at; i < last; i++) {
                    group.atom(1, 1);
                }
                at = end < 0 ? last : end + 2;
            }
            case 'p', 'P' -> {
                tables++;
                skipBraces();
                group.atom(1, 1);
            }
            case 'x' -> {
                skipBraces();
                group.atom(1, 1);
            }
            default -> group.atom(1, 1);
        }
    }

    private void skipBraces() {
        if (at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            at = end < 0 ? text.length() : end + 1;
        }
    }

    /// A class of characters in brackets, to behind it; a bracket at its start is one of them.
    private void bracket(Group group) {
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        boolean isFirst = true;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == ']' && !isFirst) {
                break;
            }
            if (c == '\\' && at < text.length()) {
                char escaped = text.charAt(at++);
                tables += escaped == 'p' || escaped == 'P' ? 1 : 0;
            } else if (c == '[' && text.startsWith(":", at)) {
                int end = text.indexOf(":]", at + 1);
                at = end < 0 ? at : end + 2;
            }
            isFirst = false;
        }
        group.atom(1, 1);
    }

    private void open() {
        boolean isCapturing = true;
        if (text.startsWith("?", at)) {
            isCapturing = text.startsWith("?P<", at) || text.startsWith("?<", at);
            while (at < text.length() && ":>)".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            boolean isFlagsOnly = at < text.length() && text.charAt(at) == ')';
            at = Math.min(at + 1, text.length());
            if (isFlagsOnly) {
                return;
            }
        }
        captures += isCapturing ? 1 : 0;
        groups.push(new Group(isCapturing));
    }

    private void close() {
        if (groups.size() == 1) {
            return;
        }
        Group closed = groups.pop();
        int around = (closed.isCapturing ? 2 : 0) + (closed.isEmpty ? 1 : 0);
        groups.element().atom(closed.size + around, closed.repeat);
    }

    /// `{2}`, `{2,}` or `{2,3}`; anything else in braces is literal.
    private void repeat(Group group) {
        int end = at;
        int least = 0;
        int number = 0;
        boolean hasComma = false;
        boolean hasDigit = false;
        while (end < text.length() && text.charAt(end) != '}') {
            char c = text.charAt(end++);
            if (c >= '0' && c <= '9') {
                number = Math.min(10 * number + c - '0', MAX_REPEAT + 1);
                hasDigit = true;
            } else if (c == ',' && !hasComma && hasDigit) {
                hasComma = true;
                least = number;
                number = 0;
                hasDigit = false;
            } else {
                group.atom(1, 1);
                return;
            }
        }
        if (end == text.length() || !(hasDigit || hasComma)) {
            group.atom(1, 1);
            return;
        }
        at = end + 1;
        boolean isOpen = hasComma && !hasDigit;
        group.repeatLast(Math.max(1, Math.max(least, number)));
        if (isOpen) {
            // one more for what may come any number of times
            group.size += group.lastSize / Math.max(1, least) + 1;
            group.lastSize += group.lastSize / Math.max(1, least) + 1;
        }
    }
}
