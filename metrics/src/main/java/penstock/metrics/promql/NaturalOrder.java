package penstock.metrics.promql;

import java.util.ArrayList;
import java.util.List;

/// An order of texts in which the numbers within them count as numbers: `a2` is before `a10`.
final class NaturalOrder {
    private NaturalOrder() {}

    /// Texts that differ only in the zeros before their numbers are compared as texts.
    static int compare(String a, String b) {
        List<String> left = parts(a);
        List<String> right = parts(b);
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = compareParts(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        int order = Integer.compare(left.size(), right.size());
        return order == 0 ? a.compareTo(b) : order;
    }

    private static int compareParts(String a, String b) {
        if (!isDigit(a.charAt(0)) || !isDigit(b.charAt(0))) {
            return a.compareTo(b);
        }
        String x = withoutZeros(a);
        String y = withoutZeros(b);
        int order = Integer.compare(x.length(), y.length());
        return order == 0 ? x.compareTo(y) : order;
    }

    private static String withoutZeros(String digits) {
        int start = 0;
        while (start < digits.length() && digits.charAt(start) == '0') {
            start++;
        }
        return digits.substring(start);
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
