package penstock.metrics.promql.syntax;

/// Finds where a number or a duration ends. What it takes for a number may still be none: that shows when it is parsed.
final class NumberScanner {
    private static final String DECIMAL = "0123456789";
    private static final String HEXADECIMAL = "0123456789abcdefABCDEF";

    private final String text;
    private final int start;
    private int at;

    NumberScanner(String text, int start) {
        this.text = text;
        this.start = start;
        this.at = start;
    }

    /// Where reading ended, right or wrong.
    int end() {
        return at;
    }

    boolean isNumber() {
        String digits = DECIMAL;
        if (accept("0") && accept("xX")) {
            accept("_");
            digits = HEXADECIMAL;
        }
        accept(".");
        accept(digits);
        return isRest(digits) && at > start && !Lexer.isAlphanumeric(peek());
    }

    private boolean isRest(String digits) {
        boolean hasDot = false;
        boolean hasExponent = false;
        while (is(digits) || is("._eE")) {
            if (is(".") && hasDot) {
                accept(".");
                return false;
            }
            if (is("eE") && hasExponent) {
                accept("eE");
                return false;
            }
            if (accept(".")) {
                hasDot = true;
                if (accept("_.") || digits.length() > 10) {
                    return false;
                }
            } else if (accept("eE")) {
                hasExponent = true;
                accept("+-");
                if (accept("._eE") || at == text.length()) {
                    return false;
                }
            } else if (accept("_")) {
                if (accept("._eE") || at == text.length()) {
                    return false;
                }
            } else {
                acceptAll(digits);
            }
        }
        return true;
    }

    /// After [#isNumber] was false: whether what follows makes it a duration, such as the `m30s` of `5m30s`.
    boolean isDuration() {
        if (!accept("smhdwy")) {
            return false;
        }
        accept("s");
        while (accept(DECIMAL)) {
            acceptAll(DECIMAL);
            if (!accept("smhdw")) {
                return false;
            }
            accept("s");
        }
        if (Lexer.isAlphanumeric(peek())) {
            at++;
            return false;
        }
        return true;
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private boolean is(String set) {
        return at < text.length() && set.indexOf(text.charAt(at)) >= 0;
    }

    private boolean accept(String set) {
        if (!is(set)) {
            return false;
        }
        at++;
        return true;
    }

    private void acceptAll(String set) {
        while (is(set)) {
            at++;
        }
    }
}
