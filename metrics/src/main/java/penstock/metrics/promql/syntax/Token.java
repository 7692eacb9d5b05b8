package penstock.metrics.promql.syntax;

/// A piece of a query's text.
///
/// @param text as written; the message of an error
record Token(TokenKind kind, String text, Place place) {
    private static final int SHOWN = 10;

    /// As a message calls it: `identifier "foo"`, `<op:+>`, `"]"`, `end of input`.
    String description() {
        return switch (kind.group()) {
            case OPERATOR -> "<op:" + text + ">";
            case KEYWORD -> "<" + text + ">";
            case AGGREGATOR -> "<aggr:" + text + ">";
            case SIGN, WORD -> GoText.quoted(text);
            case OTHER ->
                    switch (kind) {
                        case END -> "end of input";
                        case IDENTIFIER -> "identifier " + GoText.quoted(text);
                        case METRIC_IDENTIFIER -> "metric identifier " + GoText.quoted(text);
                        case STRING -> "string " + shortened();
                        case NUMBER -> "number " + shortened();
                        case DURATION -> "duration " + shortened();
                        default -> text;
                    };
        };
    }

    private String shortened() {
        if (text.codePointCount(0, text.length()) <= SHOWN) {
            return GoText.quoted(text);
        }
        return GoText.quoted(text.substring(0, text.offsetByCodePoints(0, SHOWN))) + "...";
    }
}
