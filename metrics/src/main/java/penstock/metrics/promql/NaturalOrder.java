package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;

/// An order of texts in which the numbers within them count as numbers: `a2` is before `a10`.
final class NaturalOrder {
    private NaturalOrder() {}

    static boolean isBefore(String a, String b) {
        List<String> left = parts(a);
        List<String> right = parts(b);
        for (int i = 0; i < left.size(); i++) {
            if (i >= right.size()) {
                return false;
            }
            int order = compare(left.get(i), right.get(i));
            if (order != 0) {
                return order < 0;
            }
            if (i == left.size() - 1 || i == right.size() - 1) {
                return i == left.size() - 1;
            }
        }
        return false;
    }

    private static int compare(String a, String b) {
        if (isNumber(a) && isNumber(b)) {
            return Long.compare(Long.parseLong(a), Long.parseLong(b));
        }
        return a.compareTo(b);
    }

    /// Of digits, and few enough of them.
    private static boolean isNumber(String part) {
        return isDigit(part.charAt(0)) && part.length() <= 18;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Runs of digits, and what is between them.
    private static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        int start = 0;
        for (int i = 1; i <= text.length(); i++) {
            if (i == text.length() || isDigit(text.charAt(i)) != isDigit(text.charAt(i - 1))) {
                parts.add(text.substring(start, i));
                start = i;
            }
        }
        return parts;
    }
}
