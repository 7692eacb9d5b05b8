package penstock.metrics.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import penstock.metrics.labels.Quoting;

/// Cuts a template into tokens. The last one is the end of the text or an error.
final class Lexer {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final String OPEN_COMMENT = "/*";
    private static final String CLOSE_COMMENT = "*/";
    private static final int END = -1;

    private static final Map<String, TokenKind> KEYWORDS =
            Map.ofEntries(
                    Map.entry("nil", TokenKind.NIL),
                    Map.entry("block", TokenKind.BLOCK),
                    Map.entry("break", TokenKind.BREAK),
                    Map.entry("continue", TokenKind.CONTINUE),
                    Map.entry("define", TokenKind.DEFINE),
                    Map.entry("else", TokenKind.ELSE),
                    Map.entry("end", TokenKind.END),
                    Map.entry("if", TokenKind.IF),
                    Map.entry("range", TokenKind.RANGE),
                    Map.entry("template", TokenKind.TEMPLATE),
                    Map.entry("with", TokenKind.WITH),
                    Map.entry("true", TokenKind.BOOL),
                    Map.entry("false", TokenKind.BOOL));

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int start;
    private int at;
    private int line = 1;
    private int counted;
    private int depth;
    private boolean isDone;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        var lexer = new Lexer(text);
        lexer.run();
        return List.copyOf(lexer.tokens);
    }

    private void run() {
        while (!isDone) {
            boolean isInAction = outside();
            while (isInAction) {
                isInAction = inside();
            }
        }
    }

    /// Text up to the next action, and the beginning of that; false when there is none or it is a comment.
    private boolean outside() {
        int open = text.indexOf(OPEN, at);
        int end = open < 0 ? text.length() : open;
        boolean isTrimmed = open >= 0 && isTrimmedAfter(open + OPEN.length());
        int kept = end;
        while (isTrimmed && kept > at && isSpace(text.charAt(kept - 1))) {
            kept--;
        }
        start = at;
        if (kept > at) {
            at = kept;
            emit(TokenKind.TEXT);
        }
        at = end;
        start = at;
        if (open < 0) {
            emit(TokenKind.END_OF_TEXT);
            isDone = true;
            return false;
        }
        int after = open + OPEN.length() + (isTrimmed ? 2 : 0);
        if (text.startsWith(OPEN_COMMENT, after)) {
            comment(after);
            return false;
        }
        at = open + OPEN.length();
        emit(TokenKind.OPEN);
        at = after;
        start = at;
        depth = 0;
        return true;
    }

    private boolean isTrimmedAfter(int index) {
        return index + 1 < text.length()
                && text.charAt(index) == '-'
                && isSpace(text.charAt(index + 1));
    }

    private void comment(int open) {
        int close = text.indexOf(CLOSE_COMMENT, open + OPEN_COMMENT.length());
        if (close < 0) {
            fail("unclosed comment");
            return;
        }
        at = close + CLOSE_COMMENT.length();
        int length = lengthOfClose();
        if (length == 0) {
            fail("comment ends before closing delimiter");
            return;
        }
        passClose(length);
    }

    /// Of the end of an action that begins here, 0 when none does.
    private int lengthOfClose() {
        boolean isTrimmed =
                at + 1 < text.length()
                        && isSpace(text.charAt(at))
                        && text.charAt(at + 1) == '-'
                        && text.startsWith(CLOSE, at + 2);
        if (isTrimmed) {
            return 2 + CLOSE.length();
        }
        return text.startsWith(CLOSE, at) ? CLOSE.length() : 0;
    }

    private void passClose(int length) {
        at += length;
        while (length > CLOSE.length() && at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        start = at;
    }

    /// One token of an action; whether it goes on.
    private boolean inside() {
        start = at;
        int close = lengthOfClose();
        if (close > 0) {
            if (depth > 0) {
                return fail("unclosed left paren");
            }
            start = at + close - CLOSE.length();
            tokens.add(new Token(TokenKind.CLOSE, start, CLOSE, line(start)));
            passClose(close);
            return false;
        }
        int point = next();
        if (point == END) {
            return fail("unclosed action");
        }
        if (point < 0x80 && isSpace((char) point)) {
            return space();
        }
        return switch (point) {
            case '=' -> emit(TokenKind.ASSIGN);
            case ':' -> next() == '=' ? emit(TokenKind.DECLARE) : fail("expected :=");
            case '|' -> emit(TokenKind.PIPE);
            case '"' -> quoted('"', TokenKind.STRING, "unterminated quoted string");
            case '\'' ->
                    quoted('\'', TokenKind.CHARACTER_CONSTANT, "unterminated character constant");
            case '`' -> raw();
            case '$' -> name(TokenKind.VARIABLE, TokenKind.VARIABLE);
            case '.' ->
                    (at < text.length() && isDigit(text.charAt(at)))
                            ? number()
                            : name(TokenKind.FIELD, TokenKind.DOT);
            case '(' -> {
                depth++;
                yield emit(TokenKind.LEFT_PAREN);
            }
            case ')' -> {
                depth--;
                yield depth < 0 ? fail("unexpected right paren") : emit(TokenKind.RIGHT_PAREN);
            }
            default -> other(point);
        };
    }

    private boolean other(int point) {
        if (point == '+' || point == '-' || (point >= '0' && point <= '9')) {
            return number();
        }
        if (isAlphanumeric(point)) {
            return word();
        }
        if (point > ' ' && point < 0x7f) {
            return emit(TokenKind.CHARACTER);
        }
        return fail("unrecognized character in action: " + shown(point));
    }

    private boolean space() {
        while (at < text.length() && isSpace(text.charAt(at)) && lengthOfClose() == 0) {
            at++;
        }
        return emit(TokenKind.SPACE);
    }

    private boolean word() {
        while (isAlphanumeric(peek())) {
            next();
        }
        if (!isAtEndOfWord()) {
            return fail("bad character " + shown(peek()));
        }
        return emit(KEYWORDS.getOrDefault(text.substring(start, at), TokenKind.IDENTIFIER));
    }

    /// What follows `.` or `$`.
    private boolean name(TokenKind kind, TokenKind kindIfEmpty) {
        if (isAtEndOfWord()) {
            return emit(kindIfEmpty);
        }
        while (isAlphanumeric(peek())) {
            next();
        }
        return isAtEndOfWord() ? emit(kind) : fail("bad character " + shown(peek()));
    }

    private boolean isAtEndOfWord() {
        int point = peek();
        return point == END
                || (point < 0x80 && isSpace((char) point))
                || ".,|:()".indexOf(point) >= 0
                || text.startsWith(CLOSE, at);
    }

    private boolean quoted(char quote, TokenKind kind, String unclosed) {
        while (true) {
            int point = next();
            if (point == '\\') {
                point = next();
                if (point != END && point != '\n') {
                    continue;
                }
            }
            if (point == END || point == '\n') {
                return fail(unclosed);
            }
            if (point == quote) {
                return emit(kind);
            }
        }
    }

    private boolean raw() {
        int close = text.indexOf('`', at);
        if (close < 0) {
            return fail("unterminated raw quoted string");
        }
        at = close + 1;
        return emit(TokenKind.RAW_STRING);
    }

    private boolean number() {
        at = start;
        if (peek() == '+' || peek() == '-') {
            at++;
        }
        String digits = "0123456789_";
        boolean isHex = false;
        if (peek() == '0') {
            at++;
            String base = at < text.length() ? text.substring(at, at + 1) : "";
            if ("xXoObB".contains(base) && !base.isEmpty()) {
                at++;
                isHex = "xX".contains(base);
                digits =
                        isHex
                                ? "0123456789abcdefABCDEF_"
                                : "oO".contains(base) ? "01234567_" : "01_";
            }
        }
        pass(digits);
        if (peek() == '.') {
            at++;
            pass(digits);
        }
        if (isHex ? peek() == 'p' || peek() == 'P' : peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            pass("0123456789_");
        }
        pass("i");
        if (isAlphanumeric(peek())) {
            next();
            return fail("bad number syntax: " + Quoting.quoted(text.substring(start, at)));
        }
        if (peek() == '+' || peek() == '-') {
            next();
            pass("0123456789");
            return fail("bad number syntax: " + Quoting.quoted(text.substring(start, at)));
        }
        return emit(TokenKind.NUMBER);
    }

    private void pass(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private int peek() {
        return at < text.length() ? text.codePointAt(at) : END;
    }

    private int next() {
        int point = peek();
        at += point == END ? 0 : Character.charCount(point);
        return point;
    }

    private boolean emit(TokenKind kind) {
        tokens.add(new Token(kind, start, text.substring(start, at), line(start)));
        start = at;
        return true;
    }

    private boolean fail(String message) {
        tokens.add(new Token(TokenKind.ERROR, start, message, line(start)));
        isDone = true;
        return false;
    }

    private int line(int index) {
        for (; counted < index; counted++) {
            line += text.charAt(counted) == '\n' ? 1 : 0;
        }
        return line;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(int point) {
        return point == '_' || (point != END && Character.isLetterOrDigit(point));
    }

    /// With its number: `U+0041 'A'`, or only `U+00A0` when it cannot be shown.
    private static String shown(int point) {
        String number = String.format("U+%04X", point);
        String quoted = Quoting.quoted(Character.toString(point));
        boolean isPrintable =
                point == '"'
                        || point == '\\'
                        || quoted.equals("\"" + Character.toString(point) + "\"");
        return isPrintable ? number + " '" + Character.toString(point) + "'" : number;
    }
}
