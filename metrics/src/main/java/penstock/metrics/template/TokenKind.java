package penstock.metrics.template;

/// The words of a template.
enum TokenKind {
    /// What cannot be read; the token's text says why.
    ERROR,
    END_OF_TEXT,
    /// Text outside of actions.
    TEXT,
    /// `{{`
    OPEN,
    /// `}}`
    CLOSE,
    SPACE,
    ASSIGN,
    DECLARE,
    PIPE,
    LEFT_PAREN,
    RIGHT_PAREN,
    /// Any other printable character.
    CHARACTER,
    BOOL,
    CHARACTER_CONSTANT,
    NUMBER,
    STRING,
    RAW_STRING,
    FIELD,
    IDENTIFIER,
    VARIABLE,
    DOT,
    NIL,
    BLOCK,
    BREAK,
    CONTINUE,
    DEFINE,
    ELSE,
    END,
    IF,
    RANGE,
    TEMPLATE,
    WITH;

    /// Whether messages show it in angle brackets.
    boolean isKeyword() {
        return compareTo(DOT) >= 0;
    }
}
