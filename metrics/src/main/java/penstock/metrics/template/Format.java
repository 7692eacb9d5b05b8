package penstock.metrics.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import penstock.metrics.labels.Numbers;
import penstock.metrics.labels.Quoting;

/// `printf` as Go's: what does not fit is told in the text.
final class Format {
    /// Of widths and precisions; more is a mistake or an attack.
    private static final int MAX_WIDTH = 10_000;

    /// Characters of a result: an argument may be written many times.
    private static final int MAX_LENGTH = 1 << 21;

    private final String format;
    private final List<Value> arguments;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int next;
    private boolean isReordered;

    private Format(String format, List<Value> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    static String of(String format, List<Value> arguments) {
        return new Format(format, arguments).run();
    }

    /// What stands between `%` and the verb.
    ///
    /// @param width -1: none
    /// @param precision -1: none
    private record Flags(String signs, int width, int precision) {
        boolean has(char sign) {
            return signs.indexOf(sign) >= 0;
        }
    }

    private String run() {
        while (at < format.length()) {
            int percent = format.indexOf('%', at);
            int end = percent < 0 ? format.length() : percent;
            out.append(format, at, end);
            at = end;
            if (percent >= 0) {
                at++;
                directive();
                requireRoom();
            }
        }
        if (next < arguments.size() && !isReordered) {
            extra();
        }
        return out.toString();
    }

    private void requireRoom() {
        if (out.length() > MAX_LENGTH) {
            throw new FunctionProblem("printf: more than " + MAX_LENGTH + " characters");
        }
    }

    private void extra() {
        out.append("%!(EXTRA ");
        for (int i = next; i < arguments.size(); i++) {
            requireRoom();
            out.append(i > next ? ", " : "").append(typed(arguments.get(i)));
        }
        out.append(')');
    }

    private static String typed(Value value) {
        return value instanceof Value.None ? "<nil>" : value.type() + "=" + Printing.printed(value);
    }

    private void directive() {
        int start = at;
        while (at < format.length() && "+-# 0".indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        String signs = format.substring(start, at);
        argumentNumber();
        int width = amount();
        int precision = -1;
        if (at < format.length() && format.charAt(at) == '.') {
            at++;
            argumentNumber();
            precision = Math.max(amount(), 0);
        }
        argumentNumber();
        if (width < -1) {
            signs += "-";
            width = -width;
        }
        if (at >= format.length()) {
            out.append("%!(NOVERB)");
            return;
        }
        int verb = format.codePointAt(at);
        at += Character.charCount(verb);
        if (verb == '%') {
            out.append('%');
            return;
        }
        if (next >= arguments.size()) {
            out.append("%!").appendCodePoint(verb).append("(MISSING)");
            return;
        }
        var flags = new Flags(signs, width, precision);
        out.append(padded(written(arguments.get(next++), verb, flags), flags));
    }

    /// The number of the next argument, in brackets from 1, if there is one here.
    private void argumentNumber() {
        int close = format.indexOf(']', at);
        if (at >= format.length() || format.charAt(at) != '[' || close < 0 || close - at > 5) {
            return;
        }
        String digits = format.substring(at + 1, close);
        boolean isNumber = !digits.isEmpty() && digits.chars().allMatch(Character::isDigit);
        isReordered = true;
        at = close + 1;
        int number = isNumber ? Integer.parseInt(digits) : 0;
        next = number > 0 ? number - 1 : arguments.size();
    }

    /// A number in the format, or an argument for `*`; -1 when there is none.
    private int amount() {
        if (at < format.length() && format.charAt(at) == '*') {
            at++;
            boolean isWhole = next < arguments.size() && arguments.get(next) instanceof Value.Whole;
            if (!isWhole) {
                out.append("%!(BADWIDTH)");
                return -1;
            }
            return Math.clamp(((Value.Whole) arguments.get(next++)).value(), -MAX_WIDTH, MAX_WIDTH);
        }
        int start = at;
        while (at < format.length() && Character.isDigit(format.charAt(at))) {
            at++;
        }
        if (at == start) {
            return -1;
        }
        return at - start > 4 ? MAX_WIDTH : Integer.parseInt(format.substring(start, at));
    }

    private static String padded(String text, Flags flags) {
        int missing = flags.width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        if (flags.has('-')) {
            return text + " ".repeat(missing);
        }
        boolean isSigned = text.startsWith("-") || text.startsWith("+");
        boolean isNumber =
                text.length() > (isSigned ? 1 : 0)
                        && Character.isDigit(text.charAt(isSigned ? 1 : 0));
        if (flags.has('0') && isNumber) {
            int digits = isSigned ? 1 : 0;
            return text.substring(0, digits) + "0".repeat(missing) + text.substring(digits);
        }
        return " ".repeat(missing) + text;
    }

    private static String written(Value value, int verb, Flags flags) {
        if (verb == 'T') {
            return value instanceof Value.None ? "<nil>" : value.type();
        }
        return switch (value) {
            case Value.None _ -> verb == 'v' ? "<nil>" : wrong(value, verb);
            case Value.Truth _ ->
                    verb == 't' || verb == 'v' ? Printing.printed(value) : wrong(value, verb);
            case Value.Whole whole -> whole(whole, verb, flags);
            case Value.Real real -> real(real, verb, flags);
            case Value.Span span when verb == 'd' -> Long.toString(span.nanos());
            case Value.Text _, Value.Moment _, Value.Span _, Value.Histogram _ ->
                    text(value, verb, flags);
            case Value.Items items -> {
                var parts = new ArrayList<String>();
                items.items().forEach(item -> parts.add(written(item, verb, flags)));
                yield "[" + String.join(" ", parts) + "]";
            }
            case Value.Texts _, Value.Fields _, Value.Sample _ ->
                    verb == 'v' || verb == 's' ? Printing.printed(value) : wrong(value, verb);
        };
    }

    private static String wrong(Value value, int verb) {
        return "%!" + Character.toString(verb) + "(" + typed(value) + ")";
    }

    private static String text(Value value, int verb, Flags flags) {
        String text = Printing.printed(value);
        if (flags.precision >= 0 && text.codePointCount(0, text.length()) > flags.precision) {
            text = text.substring(0, text.offsetByCodePoints(0, flags.precision));
        }
        return switch (verb) {
            case 's' -> text;
            case 'v' -> flags.has('#') ? Quoting.quoted(text) : text;
            case 'q' ->
                    flags.has('#') && !text.contains("`") ? "`" + text + "`" : Quoting.quoted(text);
            case 'x', 'X' -> {
                var hex = new StringBuilder();
                for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                    hex.append(flags.has(' ') && !hex.isEmpty() ? " " : "");
                    hex.append(String.format("%02x", b & 0xff));
                }
                yield verb == 'x' ? hex.toString() : hex.toString().toUpperCase(Locale.ROOT);
            }
            default -> wrong(value, verb);
        };
    }

    private static String whole(Value.Whole whole, int verb, Flags flags) {
        long value = whole.value();
        boolean isPlus = flags.has('+') && verb != 'v';
        String sign = value < 0 ? "-" : isPlus ? "+" : flags.has(' ') ? " " : "";
        String prefix = flags.has('#') ? "0" + Character.toString(verb) : "";
        return switch (verb) {
            case 'd', 'v' -> sign + digits(value, 10, flags);
            case 'b' -> sign + (flags.has('#') ? "0b" : "") + digits(value, 2, flags);
            case 'o' -> sign + (flags.has('#') ? "0" : "") + digits(value, 8, flags);
            case 'O' -> sign + "0o" + digits(value, 8, flags);
            case 'x' -> sign + prefix + digits(value, 16, flags);
            case 'X' -> sign + prefix + digits(value, 16, flags).toUpperCase(Locale.ROOT);
            case 'c' ->
                    Character.isValidCodePoint((int) value)
                            ? Character.toString((int) value)
                            : "\uFFFD";
            case 'q' ->
                    "'"
                            + (Character.isValidCodePoint((int) value)
                                    ? Character.toString((int) value)
                                    : "\uFFFD")
                            + "'";
            case 'U' -> String.format("U+%04X", value);
            default -> wrong(whole, verb);
        };
    }

    private static String digits(long value, int radix, Flags flags) {
        String digits = Long.toUnsignedString(Math.abs(value), radix);
        return "0".repeat(Math.max(0, flags.precision - digits.length())) + digits;
    }

    private static String real(Value.Real real, int verb, Flags flags) {
        double value = real.value();
        int digits = flags.precision < 0 ? 6 : flags.precision;
        String text =
                switch (verb) {
                    case 'v', 'g', 'G' ->
                            flags.precision < 0
                                    ? Numbers.general(value)
                                    : Decimals.general(value, flags.precision);
                    case 'f', 'F' -> Decimals.fixed(value, digits);
                    case 'e', 'E' -> Decimals.exponential(value, digits);
                    default -> "";
                };
        if (text.isEmpty()) {
            return wrong(real, verb);
        }
        if (verb == 'G' || verb == 'E') {
            text = text.replace('e', 'E');
        }
        boolean hasSign = text.startsWith("-") || text.startsWith("+");
        if (text.equals("+Inf") && !flags.has('+')) {
            return text;
        }
        return hasSign ? text : (flags.has('+') ? "+" : flags.has(' ') ? " " : "") + text;
    }
}
