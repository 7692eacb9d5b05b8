package penstock.metrics.template;

import java.util.List;
import java.util.Locale;
import penstock.metrics.labels.Quoting;
import penstock.metrics.promql.syntax.GoText;

/// The tokens of a template one by one, and what goes wrong with them.
final class TokenReader {
    private final String name;
    private final List<Token> tokens;
    private int next;
    private int last;

    /// Line of the action that is being read, 0 outside of actions.
    private int actionLine;

    TokenReader(String name, List<Token> tokens) {
        this.name = name;
        this.tokens = tokens;
    }

    int mark() {
        return next;
    }

    void reset(int mark) {
        next = mark;
    }

    Token peek() {
        last = Math.min(next, tokens.size() - 1);
        return tokens.get(last);
    }

    /// After the last token it comes again and again.
    Token next() {
        Token token = peek();
        next++;
        return token;
    }

    Token nextNonSpace() {
        peekNonSpace();
        return next();
    }

    Token peekNonSpace() {
        while (peek().is(TokenKind.SPACE)) {
            next++;
        }
        return peek();
    }

    /// Gives the token read last back.
    void back(Token token) {
        next--;
        if (!tokens.get(Math.min(next, tokens.size() - 1)).equals(token)) {
            throw new IllegalStateException("token: " + token + " (expected: the one read last)");
        }
    }

    /// Passes the beginning of an action of this kind, if there is one here.
    boolean passOpen(TokenKind kind) {
        int start = next;
        if (next().is(TokenKind.OPEN) && nextNonSpace().is(kind)) {
            return true;
        }
        next = start;
        return false;
    }

    Token expect(TokenKind kind, String where) {
        Token token = nextNonSpace();
        if (!token.is(kind)) {
            throw unexpected(token, where);
        }
        return token;
    }

    void beginAction(int line) {
        actionLine = line;
    }

    void endAction() {
        actionLine = 0;
    }

    TemplateProblem problem(String message) {
        return new TemplateProblem(
                "template: " + name + ":" + tokens.get(last).line() + ": " + message);
    }

    TemplateProblem unexpected(Token token, String where) {
        if (!token.is(TokenKind.ERROR)) {
            return problem("unexpected " + token + " in " + where);
        }
        boolean isFarAway = actionLine != 0 && actionLine != token.line();
        if (!isFarAway) {
            return problem(token.text());
        }
        String started = " started at " + name + ":" + actionLine;
        return problem(
                token.text() + (token.text().endsWith(" action") ? "" : " in action") + started);
    }

    String unquoted(Token token) {
        try {
            return GoText.parseQuoted(token.text());
        } catch (RuntimeException e) {
            throw problem("invalid syntax");
        }
    }

    Value character(Token token) {
        String inner;
        try {
            inner = GoText.parseQuoted(token.text());
        } catch (RuntimeException e) {
            throw problem("malformed character constant: " + token.text());
        }
        if (inner.isEmpty()) {
            throw problem("invalid syntax");
        }
        if (inner.codePointCount(0, inner.length()) != 1) {
            throw problem("malformed character constant: " + token.text());
        }
        return new Value.Whole(inner.codePointAt(0));
    }

    /// Whole when written without a point or an exponent.
    Value number(String text) {
        if (text.contains("__") || text.endsWith("_")) {
            throw problem("illegal number syntax: " + Quoting.quoted(text));
        }
        String plain = text.replace("_", "");
        boolean isSigned = plain.startsWith("+") || plain.startsWith("-");
        String digits = isSigned ? plain.substring(1) : plain;
        int sign = plain.startsWith("-") ? -1 : 1;
        try {
            String lower = digits.toLowerCase(Locale.ROOT);
            if (lower.startsWith("0x") && lower.indexOf('p') < 0) {
                return new Value.Whole(sign * Long.parseLong(lower.substring(2), 16));
            }
            if (lower.startsWith("0o") || lower.startsWith("0b")) {
                int radix = lower.charAt(1) == 'o' ? 8 : 2;
                return new Value.Whole(sign * Long.parseLong(lower.substring(2), radix));
            }
            if (lower.contains(".") || lower.contains("e") || lower.contains("p")) {
                return new Value.Real(sign * Double.parseDouble(lower));
            }
            boolean isOctal = lower.length() > 1 && lower.startsWith("0");
            return new Value.Whole(
                    Long.parseLong(sign < 0 ? "-" + lower : lower, isOctal ? 8 : 10));
        } catch (NumberFormatException e) {
            throw problem(
                    digits.matches("[0-9]+")
                            ? "integer overflow: " + Quoting.quoted(text)
                            : "illegal number syntax: " + Quoting.quoted(text));
        }
    }
}
