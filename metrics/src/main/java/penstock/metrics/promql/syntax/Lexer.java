package penstock.metrics.promql.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Cuts a query into tokens. What a character means depends on where it stands: between braces words are labels, after `[`
/// letters are units. The first mistake ends the list.
final class Lexer {
    private static final int EOF = -1;

    private enum Mode {
        EXPRESSION,
        BRACES,
        /// Right after `[`, until the first number.
        DURATION
    }

    private final String text;
    private final ByteOffsets offsets;
    private final List<Token> tokens = new ArrayList<>();
    private Mode mode = Mode.EXPRESSION;
    private int at;
    private int start;
    private int parens;
    private boolean isBracketOpen;
    private boolean hasColon;
    private boolean hasDuration;

    private Lexer(String text) {
        this.text = text;
        this.offsets = new ByteOffsets(text);
    }

    /// The last token is the end, or an error.
    static List<Token> tokens(String text) {
        var lexer = new Lexer(text);
        try {
            boolean goesOn = true;
            while (goesOn) {
                lexer.start = lexer.at;
                goesOn =
                        switch (lexer.mode) {
                            case EXPRESSION -> lexer.expression();
                            case BRACES -> lexer.braces();
                            case DURATION -> lexer.duration();
                        };
            }
        } catch (LexError e) {
            int end = lexer.offsets.total();
            var place = new Place(lexer.offsets.of(lexer.start), end);
            lexer.tokens.add(new Token(TokenKind.ERROR, e.text, place));
        }
        return lexer.tokens;
    }

    private boolean expression() {
        int c = next();
        switch (c) {
            case EOF -> {
                return end();
            }
            case '#' -> comment();
            case ' ', '\t', '\n', '\r' -> {}
            case ',' -> emit(TokenKind.COMMA);
            case '*' -> emit(TokenKind.MULTIPLY);
            case '/' -> emit(TokenKind.DIVIDE);
            case '%' -> emit(TokenKind.MODULO);
            case '+' -> emit(TokenKind.ADD);
            case '-' -> emit(TokenKind.SUBTRACT);
            case '^' -> emit(TokenKind.POWER);
            case '@' -> emit(TokenKind.AT);
            case '=' -> equal();
            case '!' -> {
                int following = next();
                if (following != '=') {
                    throw error("unexpected character after '!': " + GoText.quoted(following));
                }
                emit(TokenKind.NOT_EQUAL);
            }
            case '<' -> compare(TokenKind.LESS, TokenKind.LESS_OR_EQUAL, TokenKind.TRIM_UPPER);
            case '>' ->
                    compare(TokenKind.GREATER, TokenKind.GREATER_OR_EQUAL, TokenKind.TRIM_LOWER);
            case '"', '\'', '`' -> string(c);
            case '(' -> {
                emit(TokenKind.LEFT_PAREN);
                parens++;
            }
            case ')' -> rightParen();
            case '{' -> {
                emit(TokenKind.LEFT_BRACE);
                mode = Mode.BRACES;
            }
            case '[' -> leftBracket();
            case ']' -> rightBracket();
            default -> numberOrWord(c);
        }
        return true;
    }

    private boolean end() {
        if (parens != 0) {
            throw error("unclosed left parenthesis");
        }
        if (isBracketOpen) {
            throw error("unclosed left bracket");
        }
        emit(TokenKind.END);
        return false;
    }

    private void comment() {
        while (peek() != '\n' && peek() != '\r' && peek() != EOF) {
            next();
        }
    }

    private void equal() {
        int following = peek();
        if (following == '~') {
            throw error("unexpected character after '=': " + GoText.quoted(following));
        }
        if (following == '=') {
            next();
            emit(TokenKind.EQUAL);
        } else {
            emit(TokenKind.ASSIGN);
        }
    }

    private void compare(TokenKind alone, TokenKind orEqual, TokenKind trim) {
        if (accept('=')) {
            emit(orEqual);
        } else if (accept('/')) {
            emit(trim);
        } else {
            emit(alone);
        }
    }

    private void rightParen() {
        parens--;
        if (parens < 0) {
            start = at;
            throw error("unexpected right parenthesis ')'");
        }
        emit(TokenKind.RIGHT_PAREN);
    }

    private void leftBracket() {
        if (isBracketOpen) {
            throw error("unexpected left bracket '['");
        }
        emit(TokenKind.LEFT_BRACKET);
        hasColon = false;
        hasDuration = false;
        isBracketOpen = true;
        mode = Mode.DURATION;
    }

    private void rightBracket() {
        if (!isBracketOpen) {
            throw error("unexpected right bracket ']'");
        }
        emit(TokenKind.RIGHT_BRACKET);
        isBracketOpen = false;
    }

    private void numberOrWord(int c) {
        if (isDigit(c) || (c == '.' && isDigit(peek()))) {
            at = start;
            number();
        } else if (!isAlpha(c) && c != ':') {
            throw error("unexpected character: " + GoText.quoted(c));
        } else if (!isBracketOpen) {
            word();
        } else if (c == ':') {
            if (hasColon) {
                throw error("unexpected colon ':'");
            }
            hasColon = true;
            emit(TokenKind.COLON);
        } else if (!durationWord(c)) {
            throw error("unexpected character: " + GoText.quoted(c) + ", expected ':'");
        }
    }

    /// After `[`: what a duration is made of, until its first number.
    private boolean duration() {
        int c = next();
        switch (c) {
            case EOF -> throw error("unexpected end of input in duration expression");
            case ' ', '\t', '\n', '\r' -> {}
            case ']' -> {
                emit(TokenKind.RIGHT_BRACKET);
                isBracketOpen = false;
                hasColon = false;
                mode = Mode.EXPRESSION;
            }
            case ':' -> {
                start = at;
                if (!hasDuration) {
                    throw error("unexpected colon before duration in duration expression");
                }
                if (hasColon) {
                    throw error("unexpected repeated colon in duration expression");
                }
                start = at - 1;
                hasColon = true;
                emit(TokenKind.COLON);
            }
            case '(' -> {
                emit(TokenKind.LEFT_PAREN);
                parens++;
            }
            case ')' -> rightParen();
            case '+' -> emit(TokenKind.ADD);
            case '-' -> emit(TokenKind.SUBTRACT);
            case '*' -> emit(TokenKind.MULTIPLY);
            case '/' -> emit(TokenKind.DIVIDE);
            case '%' -> emit(TokenKind.MODULO);
            case '^' -> emit(TokenKind.POWER);
            case ',' -> emit(TokenKind.COMMA);
            default -> {
                if (isDigit(c) || (c == '.' && isDigit(peek()))) {
                    at = start;
                    hasDuration = true;
                    mode = Mode.EXPRESSION;
                    number();
                } else if (!durationWord(c)) {
                    throw error("unexpected character in duration expression: " + GoText.quoted(c));
                }
            }
        }
        return true;
    }

    /// Whether a word that means something in a duration starts with the character just read; it is emitted then.
    private boolean durationWord(int c) {
        if ("sSmMrR".indexOf(c) < 0) {
            return false;
        }
        while (isAlpha(peek())) {
            next();
        }
        var kind = TokenKind.ofWord(text.substring(start, at).toLowerCase(Locale.ROOT));
        if (!kind.isDurationWord()) {
            return false;
        }
        hasDuration = true;
        emit(kind);
        return true;
    }

    private boolean braces() {
        int c = next();
        switch (c) {
            case EOF -> throw error("unexpected end of input inside braces");
            case '#' -> comment();
            case ' ', '\t', '\n', '\r' -> {}
            case ',' -> emit(TokenKind.COMMA);
            case '"', '\'', '`' -> string(c);
            case '=' -> emit(accept('~') ? TokenKind.REGEX : TokenKind.ASSIGN);
            case '!' -> {
                int following = next();
                switch (following) {
                    case '~' -> emit(TokenKind.NOT_REGEX);
                    case '=' -> emit(TokenKind.NOT_EQUAL);
                    default ->
                            throw error(
                                    "unexpected character after '!' inside braces: "
                                            + GoText.quoted(following));
                }
            }
            case '{' -> throw error("unexpected left brace '{'");
            case '}' -> {
                emit(TokenKind.RIGHT_BRACE);
                mode = Mode.EXPRESSION;
            }
            default -> {
                if (!isAlpha(c)) {
                    throw error("unexpected character inside braces: " + GoText.quoted(c));
                }
                while (isAlphanumeric(peek())) {
                    next();
                }
                emit(TokenKind.IDENTIFIER);
            }
        }
        return true;
    }

    private void word() {
        while (isAlphanumeric(peek()) || peek() == ':') {
            next();
        }
        String word = text.substring(start, at);
        var kind = TokenKind.ofWord(word.toLowerCase(Locale.ROOT));
        boolean isFill =
                kind == TokenKind.FILL
                        || kind == TokenKind.FILL_LEFT
                        || kind == TokenKind.FILL_RIGHT;
        if (isFill && !isBeforeParen()) {
            kind = TokenKind.IDENTIFIER;
        }
        if (kind == TokenKind.IDENTIFIER && word.indexOf(':') >= 0) {
            kind = TokenKind.METRIC_IDENTIFIER;
        }
        emit(kind);
    }

    private boolean isBeforeParen() {
        int i = at;
        while (i < text.length() && " \t\n\r".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i < text.length() && text.charAt(i) == '(';
    }

    private void number() {
        var scanner = new NumberScanner(text, start);
        boolean isNumber = scanner.isNumber();
        if (isNumber) {
            at = scanner.end();
            emit(TokenKind.NUMBER);
        } else if (scanner.isDuration()) {
            at = scanner.end();
            emit(TokenKind.DURATION);
        } else {
            throw error(
                    "bad number or duration syntax: "
                            + GoText.quoted(text.substring(start, scanner.end())));
        }
    }

    private void string(int quote) {
        new StringScanner().scan(quote);
        emit(TokenKind.STRING);
    }

    /// Finds where a quoted text ends, and what is wrong in it.
    private final class StringScanner {
        private void scan(int quote) {
            while (true) {
                int c = next();
                if (c == quote) {
                    return;
                }
                if (c == EOF && quote == '`') {
                    throw error("unterminated raw string");
                }
                if (c == EOF || (c == '\n' && quote != '`')) {
                    throw error("unterminated quoted string");
                }
                if (c == 0xFFFD || (c >= 0xD800 && c <= 0xDFFF)) {
                    throw error("invalid UTF-8 rune");
                }
                if (c == '\\' && quote != '`') {
                    escape(quote);
                }
            }
        }

        private void escape(int quote) {
            int c = next();
            if (c == EOF) {
                throw error("escape sequence not terminated");
            }
            if (c == quote || "abfnrtv\\".indexOf(c) >= 0) {
                return;
            }
            switch (c) {
                case 'x' -> digits(next(), 2, 16, 255);
                case 'u' -> digits(next(), 4, 16, Character.MAX_CODE_POINT);
                case 'U' -> digits(next(), 8, 16, Character.MAX_CODE_POINT);
                case '0', '1', '2', '3', '4', '5', '6', '7' -> digits(c, 3, 8, 255);
                default -> throw error("unknown escape sequence " + GoText.numbered(c));
            }
        }

        private void digits(int first, int count, int base, long max) {
            long value = 0;
            int c = first;
            for (int i = 0; i < count; i++) {
                if (i > 0) {
                    c = next();
                }
                int digit = c < 0x80 && c >= 0 ? Character.digit(c, base) : -1;
                if (c == EOF) {
                    throw error("escape sequence not terminated");
                }
                if (digit < 0) {
                    throw error("illegal character " + GoText.numbered(c) + " in escape sequence");
                }
                value = value * base + digit;
            }
            if (value > max || (value >= 0xD800 && value < 0xE000)) {
                throw error("escape sequence is an invalid Unicode code point");
            }
        }
    }

    private void emit(TokenKind kind) {
        var place = new Place(offsets.of(start), offsets.of(at));
        tokens.add(new Token(kind, text.substring(start, at), place));
    }

    private int next() {
        if (at >= text.length()) {
            return EOF;
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private int peek() {
        return at < text.length() ? text.codePointAt(at) : EOF;
    }

    private boolean accept(int c) {
        if (peek() != c) {
            return false;
        }
        next();
        return true;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isAlpha(int c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isAlphanumeric(int c) {
        return isAlpha(c) || isDigit(c);
    }

    private static LexError error(String text) {
        return new LexError(text);
    }

    private static final class LexError extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String text;

        private LexError(String text) {
            super(text, null, false, false);
            this.text = text;
        }
    }
}
