package penstock.metrics.promql.syntax;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The tokens of a query, read from left to right, and the messages about those that do not fit.
final class TokenStream {
    /// Where the parser is, for messages.
    private record Context(String name, String expected) {}

    private static final int MAX_LENGTH = 1 << 18;

    private final String query;
    private final List<Token> tokens;
    private final Deque<Context> contexts = new ArrayDeque<>();
    private int at;

    /// @throws SyntaxProblem when the query is too long
    TokenStream(String query) {
        if (query.length() > MAX_LENGTH) {
            throw new SyntaxProblem(
                    "",
                    Place.NONE,
                    "query of "
                            + query.length()
                            + " characters (expected: at most "
                            + MAX_LENGTH
                            + "; split it into recording rules)");
        }
        this.query = query;
        this.tokens = Lexer.tokens(query);
    }

    String query() {
        return query;
    }

    /// The kind of the next token, which is not taken.
    ///
    /// @throws SyntaxProblem where the lexer found a mistake
    TokenKind kind() {
        Token token = tokens.get(at);
        if (token.kind() == TokenKind.ERROR) {
            throw problem(token.place(), token.text());
        }
        return token.kind();
    }

    boolean is(TokenKind kind) {
        return kind() == kind;
    }

    /// The kind of the token after the next.
    TokenKind following() {
        kind();
        return at + 1 < tokens.size() ? tokens.get(at + 1).kind() : TokenKind.END;
    }

    Token peek() {
        kind();
        return tokens.get(at);
    }

    Token take() {
        Token token = peek();
        if (token.kind() != TokenKind.END) {
            at++;
        }
        return token;
    }

    Optional<Token> accept(TokenKind kind) {
        return is(kind) ? Optional.of(take()) : Optional.empty();
    }

    Token expect(TokenKind kind) {
        if (!is(kind)) {
            throw unexpected();
        }
        return take();
    }

    /// Where the token taken last ends.
    int lastEnd() {
        return at == 0 ? 0 : tokens.get(at - 1).place().end();
    }

    /// Reads something; what does not fit in it is reported as in this context, unless in a closer one.
    <T> T in(String context, String expected, Supplier<T> reading) {
        contexts.push(new Context(context, expected));
        T read = reading.get();
        contexts.pop();
        return read;
    }

    /// The next token does not fit.
    SyntaxProblem unexpected() {
        Context context = contexts.peek();
        return context == null
                ? unexpected("", "")
                : unexpected(context.name(), context.expected());
    }

    SyntaxProblem unexpected(String context, String expected) {
        Token token = peek();
        var text = new StringBuilder("unexpected ").append(token.description());
        if (!context.isEmpty()) {
            text.append(" in ").append(context);
        }
        if (!expected.isEmpty()) {
            text.append(", expected ").append(expected);
        }
        return problem(token.place(), text.toString());
    }

    SyntaxProblem problem(Place place, String text) {
        return new SyntaxProblem(query, place, text);
    }

    /// What a quoted token says.
    static String unquoted(Token token) {
        return GoText.unquoted(token.text());
    }

    /// The value of a number or duration that is taken.
    double takeNumber() {
        Token token = take();
        try {
            return token.kind() == TokenKind.DURATION
                    ? Literals.seconds(token.text())
                    : Literals.number(token.text());
        } catch (NumberFormatException e) {
            throw problem(token.place(), String.valueOf(e.getMessage()));
        }
    }

    boolean isNumber() {
        return is(TokenKind.NUMBER) || is(TokenKind.DURATION);
    }

    boolean isSign() {
        return is(TokenKind.ADD) || is(TokenKind.SUBTRACT);
    }
}
