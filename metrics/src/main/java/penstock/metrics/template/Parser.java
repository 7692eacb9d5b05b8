package penstock.metrics.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import penstock.metrics.labels.Quoting;
import penstock.metrics.template.Node.Control.Kind;

/// Reads a template. Messages are those of Go.
final class Parser {
    /// Of blocks and parentheses in each other; real templates have a few.
    private static final int MAX_NESTING = 100;

    private final TokenReader tokens;
    private final Set<String> functions;
    private final Map<String, Node.Block> definitions = new HashMap<>();
    private List<String> variables = new ArrayList<>(List.of("$"));
    private int ranges;
    private int nesting;

    private Parser(String name, String text, Set<String> functions) {
        tokens = new TokenReader(name, Lexer.tokens(text));
        this.functions = functions;
    }

    /// @throws TemplateProblem when the text is no template
    static Template parse(String name, String text, Set<String> functions) {
        var parser = new Parser(name, text, functions);
        Node.Block root = parser.root();
        return new Template(name, text, root, parser.definitions);
    }

    private Node.Block root() {
        int start = tokens.peek().start();
        var nodes = new ArrayList<Node>();
        while (!tokens.peek().is(TokenKind.END_OF_TEXT)) {
            if (tokens.passOpen(TokenKind.DEFINE)) {
                define();
                continue;
            }
            Node node = textOrAction();
            if (node instanceof Node.End || node instanceof Node.Else) {
                throw tokens.problem("unexpected " + node);
            }
            nodes.add(node);
        }
        return new Node.Block(start, nodes);
    }

    private void define() {
        String where = "define clause";
        String name = name(tokens.nextNonSpace(), where);
        tokens.expect(TokenKind.CLOSE, where);
        definition(name, where);
    }

    /// The body of a template within this one, up to its end. It sees none of the variables outside.
    private void definition(String name, String where) {
        List<String> outside = variables;
        int outsideRanges = ranges;
        variables = new ArrayList<>(List.of("$"));
        ranges = 0;
        var body = new ArrayList<Node>();
        int start = tokens.peek().start();
        Node last = list(body);
        if (!(last instanceof Node.End)) {
            throw tokens.problem("unexpected " + last + " in " + where);
        }
        variables = outside;
        ranges = outsideRanges;
        definitions.put(name, new Node.Block(start, body));
    }

    /// Adds nodes up to an end or else, which is returned.
    private Node list(List<Node> into) {
        enter();
        while (!tokens.peekNonSpace().is(TokenKind.END_OF_TEXT)) {
            Node node = textOrAction();
            if (node instanceof Node.End || node instanceof Node.Else) {
                nesting--;
                return node;
            }
            into.add(node);
        }
        throw tokens.problem("unexpected EOF");
    }

    private void enter() {
        nesting++;
        if (nesting > MAX_NESTING) {
            throw tokens.problem("nested more than " + MAX_NESTING + " levels deep");
        }
    }

    private Node textOrAction() {
        Token token = tokens.nextNonSpace();
        return switch (token.kind()) {
            case TEXT -> new Node.Text(token.start(), token.text());
            case OPEN -> {
                tokens.beginAction(token.line());
                Node action = action();
                tokens.endAction();
                yield action;
            }
            default -> throw tokens.unexpected(token, "input");
        };
    }

    private Node action() {
        Token token = tokens.nextNonSpace();
        int at = token.start();
        return switch (token.kind()) {
            case BLOCK -> block();
            case BREAK -> {
                endLoopWord(token);
                yield new Node.Break(at);
            }
            case CONTINUE -> {
                endLoopWord(token);
                yield new Node.Continue(at);
            }
            case ELSE -> otherwise();
            case END -> new Node.End(tokens.expect(TokenKind.CLOSE, "end").start());
            case IF -> control(at, Kind.IF);
            case RANGE -> control(at, Kind.RANGE);
            case WITH -> control(at, Kind.WITH);
            case TEMPLATE -> include();
            default -> {
                tokens.back(token);
                yield new Node.Action(at, pipeline("command", TokenKind.CLOSE));
            }
        };
    }

    private void endLoopWord(Token word) {
        String shown = "{{" + word.text() + "}}";
        Token token = tokens.nextNonSpace();
        if (!token.is(TokenKind.CLOSE)) {
            throw tokens.unexpected(token, shown);
        }
        if (ranges == 0) {
            throw tokens.problem(shown + " outside {{range}}");
        }
    }

    private Node otherwise() {
        Token next = tokens.peekNonSpace();
        return next.is(TokenKind.IF) || next.is(TokenKind.WITH)
                ? new Node.Else(next.start())
                : new Node.Else(tokens.expect(TokenKind.CLOSE, "else").start());
    }

    private Node.Control control(int at, Kind kind) {
        int seen = variables.size();
        Node.Pipeline pipeline = pipeline(kind.word(), TokenKind.CLOSE);
        int loop = kind == Kind.RANGE ? 1 : 0;
        ranges += loop;
        var then = new ArrayList<Node>();
        Node end = list(then);
        ranges -= loop;
        Optional<Node.Block> otherwise =
                end instanceof Node.Else middle
                        ? Optional.of(otherwise(kind, middle))
                        : Optional.empty();
        variables.subList(seen, variables.size()).clear();
        return new Node.Control(at, kind, pipeline, new Node.Block(at, then), otherwise);
    }

    /// What follows an else; `else if` in an `if` and `else with` in a `with` share their end.
    private Node.Block otherwise(Kind kind, Node.Else middle) {
        boolean goesOn =
                (kind == Kind.IF && tokens.peek().is(TokenKind.IF))
                        || (kind == Kind.WITH && tokens.peek().is(TokenKind.WITH));
        if (goesOn) {
            enter();
            tokens.next();
            Node.Control inner = control(middle.at(), kind);
            nesting--;
            return new Node.Block(middle.at(), List.of(inner));
        }
        var nodes = new ArrayList<Node>();
        Node end = list(nodes);
        if (!(end instanceof Node.End)) {
            throw tokens.problem("expected end; found " + end);
        }
        return new Node.Block(middle.at(), nodes);
    }

    private Node.Include block() {
        String where = "block clause";
        Token token = tokens.nextNonSpace();
        String name = name(token, where);
        Node.Pipeline pipeline = pipeline(where, TokenKind.CLOSE);
        definition(name, where);
        return new Node.Include(token.start(), name, Optional.of(pipeline));
    }

    private Node.Include include() {
        String where = "template clause";
        Token token = tokens.nextNonSpace();
        String name = name(token, where);
        Token next = tokens.nextNonSpace();
        if (next.is(TokenKind.CLOSE)) {
            return new Node.Include(token.start(), name, Optional.empty());
        }
        tokens.back(next);
        return new Node.Include(token.start(), name, Optional.of(pipeline(where, TokenKind.CLOSE)));
    }

    private String name(Token token, String where) {
        return switch (token.kind()) {
            case STRING, RAW_STRING -> tokens.unquoted(token);
            default -> throw tokens.unexpected(token, where);
        };
    }

    private Node.Pipeline pipeline(String where, TokenKind end) {
        enter();
        int at = tokens.peekNonSpace().start();
        var declared = new ArrayList<String>();
        boolean isAssignment = declarations(where, declared);
        var commands = new ArrayList<Node.Command>();
        while (true) {
            Token token = tokens.nextNonSpace();
            if (token.is(end)) {
                check(commands, where);
                nesting--;
                return new Node.Pipeline(at, declared, isAssignment, commands);
            }
            switch (token.kind()) {
                case BOOL,
                        CHARACTER_CONSTANT,
                        DOT,
                        FIELD,
                        IDENTIFIER,
                        NUMBER,
                        NIL,
                        RAW_STRING,
                        STRING,
                        VARIABLE,
                        LEFT_PAREN -> {
                    tokens.back(token);
                    commands.add(command());
                }
                default -> throw tokens.unexpected(token, where);
            }
        }
    }

    /// The variables before `:=` or `=`; whether they exist already.
    private boolean declarations(String where, List<String> declared) {
        while (tokens.peekNonSpace().is(TokenKind.VARIABLE)) {
            int mark = tokens.mark();
            Token variable = tokens.next();
            Token next = tokens.peekNonSpace();
            if (next.is(TokenKind.ASSIGN) || next.is(TokenKind.DECLARE)) {
                tokens.nextNonSpace();
                declare(variable, declared);
                return next.is(TokenKind.ASSIGN);
            }
            if (!next.is(TokenKind.CHARACTER) || !next.text().equals(",")) {
                tokens.reset(mark);
                return false;
            }
            tokens.nextNonSpace();
            declare(variable, declared);
            if (!where.equals("range") || declared.size() > 1) {
                throw tokens.problem("too many declarations in " + where);
            }
            switch (tokens.peekNonSpace().kind()) {
                case VARIABLE, CLOSE, RIGHT_PAREN -> {}
                default -> throw tokens.problem("range can only initialize variables");
            }
        }
        return false;
    }

    private void declare(Token variable, List<String> declared) {
        declared.add(variable.text());
        variables.add(variable.text());
    }

    private void check(List<Node.Command> commands, String where) {
        if (commands.isEmpty()) {
            throw tokens.problem("missing value for " + where);
        }
        for (int i = 1; i < commands.size(); i++) {
            switch (commands.get(i).operands().getFirst()) {
                case Node.Constant _, Node.Dot _, Node.Nil _ ->
                        throw tokens.problem("non executable command in pipeline stage " + (i + 1));
                default -> {}
            }
        }
    }

    private Node.Command command() {
        int at = tokens.peekNonSpace().start();
        var operands = new ArrayList<Node>();
        while (true) {
            tokens.peekNonSpace();
            operand().ifPresent(operands::add);
            Token token = tokens.next();
            switch (token.kind()) {
                case SPACE -> {
                    continue;
                }
                case CLOSE, RIGHT_PAREN -> tokens.back(token);
                case PIPE -> {}
                default -> throw tokens.unexpected(token, "operand");
            }
            if (operands.isEmpty()) {
                throw tokens.problem("empty command");
            }
            return new Node.Command(at, operands);
        }
    }

    private Optional<Node> operand() {
        Optional<Node> term = term();
        if (term.isEmpty() || !tokens.peek().is(TokenKind.FIELD)) {
            return term;
        }
        Node node = term.get();
        int at = tokens.peek().start();
        var fields = new ArrayList<String>();
        while (tokens.peek().is(TokenKind.FIELD)) {
            fields.add(tokens.next().text().substring(1));
        }
        return Optional.of(
                switch (node) {
                    case Node.Field field -> {
                        fields.addAll(0, field.names());
                        yield new Node.Field(at, fields);
                    }
                    case Node.Variable variable -> new Node.Variable(at, variable.name(), fields);
                    case Node.Constant _, Node.Nil _, Node.Dot _ ->
                            throw tokens.problem(
                                    "unexpected . after term " + Quoting.quoted(node.toString()));
                    default -> new Node.Chain(at, node, fields);
                });
    }

    private Optional<Node> term() {
        Token token = tokens.nextNonSpace();
        int at = token.start();
        String text = token.text();
        return switch (token.kind()) {
            case IDENTIFIER -> {
                if (!functions.contains(text)) {
                    throw tokens.problem("function " + Quoting.quoted(text) + " not defined");
                }
                yield Optional.of(new Node.Function(at, text));
            }
            case DOT -> Optional.of(new Node.Dot(at));
            case NIL -> Optional.of(new Node.Nil(at));
            case VARIABLE -> {
                if (!variables.contains(text)) {
                    throw tokens.problem("undefined variable " + Quoting.quoted(text));
                }
                yield Optional.of(new Node.Variable(at, text, List.of()));
            }
            case FIELD -> Optional.of(new Node.Field(at, List.of(text.substring(1))));
            case BOOL ->
                    Optional.of(new Node.Constant(at, new Value.Truth(text.equals("true")), text));
            case NUMBER -> Optional.of(new Node.Constant(at, tokens.number(text), text));
            case CHARACTER_CONSTANT ->
                    Optional.of(new Node.Constant(at, tokens.character(token), text));
            case STRING, RAW_STRING ->
                    Optional.of(
                            new Node.Constant(at, new Value.Text(tokens.unquoted(token)), text));
            case LEFT_PAREN ->
                    Optional.of(pipeline("parenthesized pipeline", TokenKind.RIGHT_PAREN));
            default -> {
                tokens.back(token);
                yield Optional.empty();
            }
        };
    }
}
