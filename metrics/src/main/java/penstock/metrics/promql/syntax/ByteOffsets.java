package penstock.metrics.promql.syntax;

/// Where each character of a text starts in its UTF-8 form.
final class ByteOffsets {
    /// Empty when every character is one byte.
    private final int[] offsets;

    private final int total;

    ByteOffsets(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            offsets = new int[0];
            total = text.length();
            return;
        }
        offsets = new int[text.length() + 1];
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            offsets[i] = bytes;
            char c = text.charAt(i);
            bytes += lengthOf(c);
        }
        offsets[text.length()] = bytes;
        total = bytes;
    }

    /// A surrogate is half of four bytes.
    private static int lengthOf(char c) {
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    int of(int index) {
        return offsets.length == 0 ? index : offsets[index];
    }

    int total() {
        return total;
    }
}
