package penstock.metrics.labels;

/// The fewest decimal digits that tell a finite number from its neighbours.
///
/// @param digits without leading or trailing zeros; `"0"` for zero
/// @param point how many of the digits are before the decimal point; may be negative or more than there are digits
record Digits(boolean isNegative, String digits, int point) {
    static Digits of(double value) {
        String text = Double.toString(Math.abs(value));
        boolean isNegative = Double.doubleToRawLongBits(value) < 0;
        int e = text.indexOf('E');
        int exponent = e < 0 ? 0 : Integer.parseInt(text, e + 1, text.length(), 10);
        String mantissa = e < 0 ? text : text.substring(0, e);
        int dot = mantissa.indexOf('.');
        String all = mantissa.substring(0, dot) + mantissa.substring(dot + 1);
        int first = 0;
        while (first < all.length() - 1 && all.charAt(first) == '0') {
            first++;
        }
        int last = all.length();
        while (last > first + 1 && all.charAt(last - 1) == '0') {
            last--;
        }
        String digits = all.substring(first, last);
        if (digits.equals("0")) {
            return new Digits(isNegative, "0", 1);
        }
        var found = new Digits(isNegative, digits, dot - first + exponent);
        return digits.length() == 2 ? found.shortened(Math.abs(value)) : found;
    }

    /// Java never takes fewer than two digits, Go takes one where one will do.
    private Digits shortened(double size) {
        int first = digits.charAt(0) - '0' + (digits.charAt(1) >= '5' ? 1 : 0);
        var candidate =
                first == 10
                        ? new Digits(isNegative, "1", point + 1)
                        : new Digits(isNegative, String.valueOf(first), point);
        double same = Double.parseDouble(candidate.digits + "E" + (candidate.point - 1));
        return same == size ? candidate : this;
    }

    StringBuilder general(StringBuilder out) {
        int exponent = point - 1;
        boolean isZero = digits.equals("0");
        return !isZero && (exponent < -4 || exponent >= 6) ? scientific(out, 2) : plain(out);
    }

    StringBuilder plain(StringBuilder out) {
        sign(out);
        if (point <= 0) {
            return out.append("0.").repeat('0', -point).append(digits);
        }
        if (point >= digits.length()) {
            return out.append(digits).repeat('0', point - digits.length());
        }
        return out.append(digits, 0, point).append('.').append(digits, point, digits.length());
    }

    /// @param width the least number of digits of the exponent
    StringBuilder scientific(StringBuilder out, int width) {
        sign(out).append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        int exponent = point - 1;
        String size = Integer.toString(Math.abs(exponent));
        out.append('e').append(exponent < 0 ? '-' : '+');
        return out.repeat('0', Math.max(0, width - size.length())).append(size);
    }

    private StringBuilder sign(StringBuilder out) {
        return isNegative ? out.append('-') : out;
    }
}
